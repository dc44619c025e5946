import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const builtPage = 'dist/docs/index.html'; // the last output of the build

/** Builds dist/ if it is missing, or older than what it is built from. @throws Error when the build fails */
export function buildIfOutdated(): void {
  const sources = [
    'src',
    'public',
    'docs',
    'tools/docs',
    'tools/docs.ts',
    ...readdirSync('.').filter((name) => /\.html$|^package\.json$|^vite\..*ts$/.test(name)),
  ];
  if (existsSync(builtPage) && newest(sources) <= statSync(builtPage).mtimeMs) return;
  console.log('Building the page ...');
  const { status } = spawnSync('npm run build --silent', { shell: true, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

/** When the last of these files, or of the files in these folders, was changed, in milliseconds. */
function newest(paths: string[]): number {
  const files = paths.filter(existsSync).flatMap((path) => {
    if (!statSync(path).isDirectory()) return path;
    return readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
  });
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
