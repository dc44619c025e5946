// npm run kernels: compiles src/kernels/wasm/analysis.ts (AssemblyScript) and writes the module into analysisWasm.ts beside it.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main } from 'assemblyscript/asc';

export const written = 'src/kernels/wasm/analysisWasm.ts';

/** The module that the AssemblyScript source compiles to, as the TypeScript file that holds it. */
export async function compiledKernels(): Promise<string> {
  const wasm = join(mkdtempSync(join(tmpdir(), 'prunescope-')), 'analysis.wasm');
  const options = ['-O3', '--converge', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--use', 'abort='];
  const { error, stderr } = await main(['src/kernels/wasm/analysis.ts', '--outFile', wasm, ...options]);
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const base64 = readFileSync(wasm).toString('base64');
  const lines = base64.match(/.{1,116}/g)!.map((line) => `  '${line}'`);
  return [
    '// Written by `npm run kernels` from analysis.ts; do not edit.',
    '',
    '/** The WebAssembly module, base64. */',
    'export const analysisWasm =',
    `${lines.join(' +\n')};`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(written, await compiledKernels());
