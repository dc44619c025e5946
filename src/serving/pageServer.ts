import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServedPage, servedEventsPath, servedPageId } from '../bytes/servedFiles';
import { eventStreams } from './eventStream';
import { sendFile, sendStatus } from './fileResponse';
import { watchFiles } from './fileWatch';
import { isFromOwnPage, pathAfterToken } from './requestChecks';
import { type ServedModels, servedModels } from './servedModels';
import { mediaTypeOf, scriptsOf, siteFile } from './siteFiles';

export type PageServer = {
  /** URL of the page, with the token. */
  readonly url: string;
  readonly port: number;
  /** Ends the server and all its connections. */
  close(): Promise<void>;
};

export type PageServerOptions = {
  /** Folder of the built page. */
  readonly site: string;
  /** Paths of models. */
  readonly files: readonly string[];
  /** The first port to try. */
  readonly port: number;
  /** Whether the ports after it are tried if it is in use. */
  readonly triesNext: boolean;
  /** Whether changes of the files are announced. */
  readonly watches: boolean;
};

const address = '127.0.0.1';
const maxPorts = 100;

/**
 * Serves the page and files to this computer, under a path that contains a random token of 192 bits. Everything else is answered with 403, 404 or
 * 405, without content.
 * @throws an error with the code EADDRINUSE or EACCES if no port is free
 */
export async function pageServer(options: PageServerOptions): Promise<PageServer> {
  const token = randomBytes(24).toString('base64url');
  const models = servedModels(options.files);
  const streams = eventStreams();
  const scripts = await scriptsOf(options.site);
  const server = createServer((request, response) => {
    answer(request, response).catch((thrown) => {
      reportBug(thrown);
      response.destroy();
    });
  });

  const pageNow = async (): Promise<ServedPage> => ({
    files: await models.files(),
    watches: options.watches,
    scripts,
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(safeHeaders)) response.setHeader(name, value);
    if (!isFromOwnPage(request.headers)) return sendStatus(response, 403);
    const path = decodedPath(pathAfterToken(request.url?.split('?')[0] ?? '', token));
    if (path === undefined) return sendStatus(response, 404);
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendStatus(response, 405);
    if (path === '' || path === 'index.html') return sendPage(request, response, options.site, await pageNow());
    if (path === servedEventsPath) return streams.add(response, options.watches ? await pageNow() : undefined);
    const file = await fileOf(path, options.site, models);
    return file ? sendFile(request, response, file.path, file.mediaType) : sendStatus(response, 404);
  }

  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const stopWatching = options.watches
    ? watchFiles(
        options.files,
        async () => JSON.stringify(await pageNow()),
        (seen) => streams.send(JSON.parse(seen)),
        reportBug,
      )
    : () => {};
  return {
    url: `http://${address}:${port}/${token}/`,
    port,
    close() {
      stopWatching();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function reportBug(thrown: unknown): void {
  console.error(`prunescope: internal error: ${(thrown as Error).message}. Please report it.`);
}

const safeHeaders = {
  'cache-control': 'no-store',
  // The URL contains the token.
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
};

/** @returns undefined if the text is not valid percent-encoding of UTF-8 */
function decodedPath(path: string | undefined): string | undefined {
  try {
    return path && decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

async function fileOf(path: string, site: string, models: ServedModels) {
  const [, index, fileName] = /^files\/(\d{1,4})\/([^/]+)$/.exec(path) ?? [];
  const found = await (index === undefined ? siteFile(site, path) : models.pathOf(Number(index), fileName!));
  if (found === undefined) return undefined;
  // Whatever its name is, a model or a file with weights must not run as a page or a script of this origin.
  return { path: found, mediaType: index === undefined ? mediaTypeOf(found) : 'application/octet-stream' };
}

/** The page, with the names of the files in it. */
async function sendPage(
  { method }: IncomingMessage,
  response: ServerResponse,
  site: string,
  page: ServedPage,
): Promise<void> {
  const path = await siteFile(site, '');
  if (path === undefined) return sendStatus(response, 404);
  // A name of a file can contain </script>.
  const json = JSON.stringify(page).replaceAll('<', '\\u003c');
  const element = `<script type="application/json" id="${servedPageId}">${json}</script>\n`;
  // The script of the page reads the element when it starts.
  const html = (await readFile(path, 'utf8')).replace('<script type="module"', (script) => element + script);
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(html),
  });
  response.end(method === 'HEAD' ? undefined : html);
}

async function listen(server: Server, { port: first, triesNext }: PageServerOptions): Promise<void> {
  for (let port = first; ; port++) {
    try {
      return await listenAt(server, port);
    } catch (thrown) {
      const isLast = !triesNext || port >= Math.min(first + maxPorts - 1, 65_535);
      if (isLast || (thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown;
    }
  }
}

function listenAt(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
