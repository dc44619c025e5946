// Writes the types of the package to dist-lib/types: the declarations of the entries and of all their imports. Adds the extensions that Node needs
// to specifiers. Leaves out declarations marked @internal (tsconfig.lib.json), so that the types need no other package.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseSync, Visitor } from 'vite';

const entries = ['entries/index', 'entries/node', 'entries/element'];
const declared = 'build/types';
const published = 'dist-lib/types';

process.chdir(join(import.meta.dirname, '..'));
rmSync(declared, { recursive: true, force: true });
rmSync(published, { recursive: true, force: true });
const { status } = spawnSync('tsc --project tsconfig.lib.json', { shell: true, stdio: 'inherit' });
if (status !== 0) process.exit(1);

const written = new Set<string>();
const waiting = [...entries];
for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
  if (written.has(module)) continue;
  written.add(module);
  const { text, leadsTo } = withEndings(`${module}.d.ts`);
  const path = join(published, `${module}.d.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  waiting.push(...leadsTo);
}

/** A declaration file with `.js` behind its relative specifiers, and the modules that those lead to. */
function withEndings(file: string): { text: string; leadsTo: string[] } {
  const text = readFileSync(join(declared, file), 'utf8');
  const sources: { value: string; end: number }[] = [];
  const add = ({ source }: { source: unknown }) => {
    if (source) sources.push(source as { value: string; end: number });
  };
  new Visitor({
    ImportDeclaration: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
    TSImportType: add,
  }).visit(parseSync(file, text).program);
  let withJs = text;
  const leadsTo: string[] = [];
  // From the last to the first, so that earlier positions stay valid.
  for (const { value, end } of sources.filter(({ value }) => value.startsWith('.')).sort((a, b) => b.end - a.end)) {
    leadsTo.push(posix.join(posix.dirname(file), value.replace(/\.js$/, '')));
    if (!value.endsWith('.js')) withJs = `${withJs.slice(0, end - 1)}.js${withJs.slice(end - 1)}`;
  }
  return { text: withJs, leadsTo };
}
