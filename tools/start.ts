// npm start: builds the page if it is missing or out of date, and serves it on this computer.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { preview } from 'vite';

process.chdir(join(import.meta.dirname, '..'));
const sources = [
  'src',
  'public',
  'docs',
  'tools/docs',
  'tools/docs.ts',
  ...readdirSync('.').filter((name) => /\.html$|^package\.json$|^vite\..*ts$/.test(name)),
];
const builtPage = 'dist/docs/index.html'; // the last that is built

if (!existsSync(builtPage) || newest(sources) > statSync(builtPage).mtimeMs) {
  console.log('Building the page ...');
  const { status } = spawnSync('npm run build --silent', { shell: true, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
const server = await preview({
  preview: { host: '127.0.0.1', port: Number(process.env.PORT) || 4173, strictPort: false },
});
console.log(`Prunescope is at ${server.resolvedUrls?.local[0]}   (Ctrl+C ends it)`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));

/** When the last of these files, or of the files in these folders, was changed, in milliseconds. */
function newest(paths: string[]): number {
  const files = paths.filter(existsSync).flatMap((path) => {
    if (!statSync(path).isDirectory()) return path;
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
  });
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
