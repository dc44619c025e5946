import { hostname, userInfo } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ModelError } from '../modelError';
import { diskVersion } from '../serving/diskVersion';
import { type PageServer, pageServer } from '../serving/pageServer';
import { siteFile } from '../serving/siteFiles';
import { type OpenArguments, UsageError } from './arguments';
import { hasBrowser, openBrowser } from './browser';
import { localPathOf } from './openFile';
import { printable } from './tables';

// The folders dist/ and dist-cli/ are siblings, in the repository and in the published package.
const site = fileURLToPath(new URL('../dist/', import.meta.url));

const firstPort = 7240;

/** The path of a FILE to serve. @throws ModelError `not-found` */
export async function servedPath(file: string): Promise<string> {
  const path = localPathOf(file);
  if (path === undefined)
    throw new ModelError(
      'not-found',
      'this is a URL; expected a path. Run prunescope open without FILE, and enter the URL on the page.',
    );
  if (await diskVersion(path)) return path;
  throw new ModelError('not-found', 'there is no file at this path; expected a .tflite file or a bundle');
}

/**
 * Serves the page with files of this computer, until the process is told to end.
 * @param paths see servedPath
 * @throws UsageError if the page or the port is not available
 */
export async function open(paths: readonly string[], { port, opensBrowser, watches }: OpenArguments): Promise<void> {
  if ((await siteFile(site, '')) === undefined)
    throw new UsageError(`open: the page ${site}index.html is missing; run npm run build`);
  const server = await serverAt(port, paths, watches);
  try {
    console.log(announcement(server, paths).map(printable).join('\n'));
    const opened = opensBrowser && hasBrowser(process.platform, process.env);
    if (opened && !(await openBrowser(server.url, process.platform)))
      console.error('prunescope: no browser could be started; open the URL yourself');
    await interruption();
  } finally {
    await server.close();
  }
}

async function serverAt(port: number | undefined, files: readonly string[], watches: boolean): Promise<PageServer> {
  try {
    return await pageServer({ site, files, port: port ?? firstPort, triesNext: port === undefined, watches });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw thrown;
    const why = code === 'EADDRINUSE' ? 'is in use' : 'is not allowed';
    throw new UsageError(
      `open: port ${port ?? firstPort} ${why}; choose another one with --port, or 0 for any free port`,
    );
  }
}

function announcement({ url, port }: PageServer, paths: readonly string[]): string[] {
  return [
    `Serving ${paths.length === 0 ? 'the page' : paths.map((path) => basename(path)).join(', ')} to this computer:`,
    `  ${url}`,
    'If this is a remote machine, run this on your computer and open the URL there:',
    `  ssh -L ${port}:127.0.0.1:${port} ${userName()}${hostname()}`,
    'Press Ctrl+C to end.',
  ];
}

function userName(): string {
  try {
    return `${userInfo().username}@`;
  } catch {
    // A user without an entry, as in some containers.
    return '';
  }
}

/** Resolves when the process is told to end. Closing the terminal ends it, too, unless it was started with nohup. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
