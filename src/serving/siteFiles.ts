import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * The file of the site that a URL refers to.
 * @param root folder of the site
 * @param path of the URL, decoded once, relative to the root
 * @returns an absolute path without symbolic links; undefined for everything that is not in the root
 */
export async function siteFile(root: string, path: string): Promise<string | undefined> {
  const parts = (path === '' || path.endsWith('/') ? `${path}index.html` : path).split('/');
  if (!parts.every(isFileName)) return undefined;
  try {
    const folder = await realpath(root);
    const file = await realpath(join(folder, ...parts));
    return file.startsWith(folder + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** No hidden files, no other folders or drives. On Windows, `\` separates folders and `:` drives and streams. */
function isFileName(part: string): boolean {
  return part !== '' && !part.startsWith('.') && !/[\\:\0]/.test(part);
}

/** The scripts of the page, relative to the root. None if the site has no such folder. */
export async function scriptsOf(root: string): Promise<readonly string[]> {
  const names = await readdir(join(root, 'assets')).catch(() => []);
  return names.filter((name) => name.endsWith('.js')).map((name) => `assets/${name}`);
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
  md: 'text/markdown; charset=utf-8',
};

/** Media type of a file of the site, by its extension. */
export function mediaTypeOf(path: string): string {
  return types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
