import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

// The last output of the build.
const builtPage = 'dist/docs/index.html';

// VitePress writes temporary files here whenever it reads its configuration, also for `npm run dev` and its tests.
const folderWithTemporaryFiles = join('docs', '.vitepress');

/** Builds dist/ if it is missing, or older than what it is built from. @throws Error when the build fails */
export function buildIfOutdated(): void {
  if (!isOutdated('.')) return;
  console.log('Building the page ...');
  const { status } = spawnSync('npm run build --silent', { shell: true, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

/** Whether dist/ is missing, or older than what it is built from. @param root folder of the project */
export function isOutdated(root: string): boolean {
  const sources = [
    'src',
    'public',
    'docs',
    'tools/docs',
    'tools/docs.ts',
    ...readdirSync(root).filter((name) => /\.html$|^package\.json$|^vite\..*ts$/.test(name)),
  ];
  const built = join(root, builtPage);
  return !existsSync(built) || newest(root, sources) > statSync(built).mtimeMs;
}

/**
 * When the last of these files and folders, or of what the folders contain, was changed, in milliseconds. A folder changes when a file in it is
 * added, removed or renamed.
 */
function newest(root: string, paths: readonly string[]): number {
  const times = paths
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) => {
      if (!statSync(join(root, path)).isDirectory()) return path;
      const content = readdirSync(join(root, path), { recursive: true, encoding: 'utf8' });
      return [path, ...content.map((name) => join(path, name))];
    })
    .filter((path) => path !== folderWithTemporaryFiles)
    .map((path) => statSync(join(root, path)).mtimeMs);
  return Math.max(...times);
}
