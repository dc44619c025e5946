import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';

// Servers on another origin with CORS.

export type ModelServer = { readonly address: string; readonly origin: string; close(): Promise<void> };

/** Closes a page, then its servers: requests that a server no longer answers would be errors in the console. */
export async function closeServers(page: Page, servers: ModelServer[]): Promise<void> {
  await page.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
}

/** Answers ranges, and counts the requested bytes. */
export async function rangeServer(file: Uint8Array) {
  const asked = { ranges: 0, bytes: 0, whole: 0 };
  let tag = '"first"';
  const server = await serve((request, response) => {
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const [start, end] = range ? [Number(range[1]), Math.min(Number(range[2]) + 1, file.length)] : [0, file.length];
    if (range) asked.ranges++;
    else asked.whole++;
    asked.bytes += end - start;
    response.writeHead(range ? 206 : 200, {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'content-range, etag',
      'content-length': end - start,
      etag: tag,
      'cache-control': 'no-store',
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${file.length}` }),
    });
    response.end(file.subarray(start, end));
  });
  return {
    ...server,
    asked,
    /** Replaces the file, like an upload. */
    changeFile() {
      tag = '"second"';
    },
  };
}

/** How a server answers. A number is a status without a file. */
export type Conduct = 'well' | 'silently' | 'by hanging up' | 'with one byte more' | 'with new ETags' | number;

/** Answers ranges, as well or badly as the test says at the moment. @param times requests after which it answers well */
export async function faultyServer(file: Uint8Array, conduct: Conduct = 'well', times = Number.POSITIVE_INFINITY) {
  const asked = { requests: 0, whole: 0 };
  const state = { conduct };
  const server = await serve((request, response) => {
    asked.requests++;
    const how = asked.requests > times ? 'well' : state.conduct;
    const headers: Record<string, string> = {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'content-range, etag, retry-after',
      'cache-control': 'no-store',
      etag: how === 'with new ETags' ? `"${asked.requests}"` : '"same"',
    };
    if (how === 'silently') return;
    if (how === 'by hanging up') return void response.destroy();
    if (typeof how === 'number') return void response.writeHead(how, headers).end('<html></html>');
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    if (!range) {
      asked.whole++;
      return void response.writeHead(200, headers).end(file);
    }
    const [start, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, file.length)];
    response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${end - 1}/${file.length}` });
    response.end(file.subarray(start, how === 'with one byte more' && start > 0 ? end + 1 : end));
  });
  return {
    ...server,
    asked,
    /** From now on it answers so. */
    answer(next: Conduct): void {
      state.conduct = next;
    },
  };
}

/** Ignores ranges, sends the first part of the file, and then nothing. */
export async function slowServer(file: Uint8Array) {
  let hungUp = false;
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': file.length });
    response.on('close', () => {
      hungUp = !response.writableFinished;
    });
    response.write(file.subarray(0, 50_000));
  });
  return {
    ...server,
    /** Whether the client closed the connection before the end. */
    hungUp: () => hungUp,
  };
}

/** An HTTP server on a free port. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ModelServer> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    address: `${origin}/models/model.tflite`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
