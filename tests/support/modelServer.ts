import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// Two kinds of servers on another origin with CORS.

export type ModelServer = { readonly address: string; readonly origin: string; close(): Promise<void> };

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
