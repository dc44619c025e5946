import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { requestedRange } from './byteRange';
import { diskVersion } from './diskVersion';
import { mediaTypeOf } from './siteFiles';

/** Answers with a file, or the requested range of it. Status 404 without a file. Does not throw if the client leaves. */
export async function sendFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  // Checked before opening, because opening a pipe waits for a writer.
  const version = await diskVersion(path);
  const handle = version && (await open(path, 'r').catch(() => undefined));
  if (!version || !handle) return sendStatus(response, 404);
  const { byteLength, etag } = version;
  const range = requestedRange(request.headers.range, byteLength);
  const headers = { 'accept-ranges': 'bytes', 'content-type': mediaTypeOf(path), etag };
  if (range === 'unsatisfiable') {
    await handle.close();
    response.writeHead(416, { ...headers, 'content-range': `bytes */${byteLength}`, 'content-length': 0 }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: byteLength };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-length': end - start,
    ...(range && { 'content-range': `bytes ${start}-${end - 1}/${byteLength}` }),
  });
  await sendBytes(request, response, handle, start, end);
}

async function sendBytes(
  { method }: IncomingMessage,
  response: ServerResponse,
  handle: FileHandle,
  start: number,
  end: number,
): Promise<void> {
  if (method === 'HEAD' || start === end) {
    await handle.close();
    response.end();
    return;
  }
  // The stream closes the handle. The client can leave, and the file can become shorter: the response is then cut off.
  await pipeline(handle.createReadStream({ start, end: end - 1 }), response).catch(() => response.destroy());
}

/** Answers without content. */
export function sendStatus(response: ServerResponse, status: 403 | 404 | 405): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}
