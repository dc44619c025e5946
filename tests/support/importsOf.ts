import { parseSync, Visitor } from 'vite';

/** The imports of a script in order, of any form, including types and workers. */
export function importsOf(path: string, code: string): string[] {
  const specifiers: string[] = [];
  const add = ({ source }: { source: unknown }) => {
    if (source) specifiers.push((source as { value?: string }).value ?? '(a name made at run time)');
  };
  new Visitor({
    ImportDeclaration: add,
    ImportExpression: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    TSImportType: add,
    NewExpression({ callee, arguments: [address] }) {
      // new Worker(new URL('./worker.ts', import.meta.url)): Vite bundles that file.
      const isWorker = callee.type === 'Identifier' && callee.name === 'Worker';
      if (isWorker && address?.type === 'NewExpression') add({ source: address.arguments[0] });
    },
  }).visit(parseSync(path, code).program);
  return specifiers;
}
