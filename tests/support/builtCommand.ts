import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';

export type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Builds the command into a folder as vite.cli.config.ts does; the result runs it there. */
export async function builtCommand(folder: string): Promise<(...args: string[]) => Promise<Run>> {
  await build({
    ...{
      configFile: false,
      logLevel: 'silent',
      publicDir: false,
      ssr: { noExternal: true, external: ['@resvg/resvg-js'] },
    },
    build: {
      ...{ ssr: 'src/cli.ts', outDir: folder, emptyOutDir: false, target: 'node20', minify: false },
      rolldownOptions: { output: { entryFileNames: 'prunescope.mjs', codeSplitting: false } },
    },
  });
  return (...args) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [join(folder, 'prunescope.mjs'), ...args], { cwd: folder });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (text) => {
        stdout += text;
      });
      child.stderr.on('data', (text) => {
        stderr += text;
      });
      child.on('close', (code) => resolve({ code, stdout, stderr }));
    });
}
