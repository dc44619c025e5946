import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';

export type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Builds the command to `dist-cli/` of a folder with vite.cli.config.ts. Returns a function that runs it there. */
export async function builtCommand(folder: string): Promise<(...args: string[]) => Promise<Run>> {
  const outDir = join(folder, 'dist-cli');
  // Modules without a package.json.
  const output = { entryFileNames: 'prunescope.mjs', chunkFileNames: '[name].mjs' };
  await build({
    configFile: 'vite.cli.config.ts',
    logLevel: 'silent',
    build: { outDir, emptyOutDir: false, minify: false, license: false, rolldownOptions: { output } },
  });
  return (...args) =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [join(outDir, 'prunescope.mjs'), ...args], { cwd: folder });
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
