import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { serve } from './modelServer';

// A static site on its own origin. It sends only the headers that a test sets, and answers ranges like most servers.

export type Site = {
  /** `http://127.0.0.1:4321` */
  readonly origin: string;
  /** Requested paths in order, with the bytes of each range. */
  readonly asked: readonly { readonly path: string; readonly range: string | undefined }[];
  close(): Promise<void>;
};

type SiteContents = {
  /** The folder of all other files. */
  readonly folder?: string;
  /** By path: text, or bytes. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly headers?: Readonly<Record<string, string>>;
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

export async function site({ folder, files = {}, headers = {} }: SiteContents): Promise<Site> {
  const asked: { path: string; range: string | undefined }[] = [];
  async function contentOf(path: string): Promise<Uint8Array | undefined> {
    const given = files[path];
    if (given !== undefined) return typeof given === 'string' ? Buffer.from(given) : given;
    if (folder === undefined) return undefined;
    return readFile(join(folder, normalize(path))).catch(() => undefined);
  }
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, 'http://site.invalid');
    const path = decodeURIComponent(pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    asked.push({ path, range: request.headers.range });
    const content = await contentOf(path);
    if (!content) {
      response.writeHead(404, headers).end('There is no such file.');
      return;
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [start, end] = range
      ? [Number(range[1]), Math.min(Number(range[2]) + 1, content.length)]
      : [0, content.length];
    response.writeHead(range ? 206 : 200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-length': end - start,
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${content.length}` }),
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : content.subarray(start, end));
  }
  const server = await serve((request, response) => void answer(request, response));
  return { ...server, asked };
}
