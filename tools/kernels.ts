// npm run kernels: compiles src/kernels/wasm/kernels.ts (AssemblyScript) and writes the module to kernelsModule.ts next to it.
import { writeFileSync } from 'node:fs';
import { main } from 'assemblyscript/asc';
import { isEntry } from './isEntry';

export const written = 'src/kernels/wasm/kernelsModule.ts';

/** The module that the AssemblyScript source compiles to, as the TypeScript file that holds it. */
export async function compiledKernels(): Promise<string> {
  let wasm: Uint8Array = new Uint8Array();
  const options = ['-O3', '--converge', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--use', 'abort='];
  const { error, stderr } = await main(['src/kernels/wasm/kernels.ts', '--outFile', 'kernels.wasm', ...options], {
    writeFile: (_, contents) => {
      wasm = contents as Uint8Array;
    },
  });
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const base64 = Buffer.from(wasm).toString('base64');
  const lines = base64.match(/.{1,116}/g)!.map((line) => `  '${line}'`);
  return [
    '// Written by `npm run kernels` from kernels.ts; do not edit.',
    '',
    '/** The WebAssembly module, base64. */',
    'export const kernelsModule =',
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

if (isEntry(import.meta.url)) writeFileSync(written, await compiledKernels());
