import { type FileHandle, open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { requestedRange } from './byteRange';
import { diskVersion, versionIn } from './diskVersion';

/** Answers with a file, or the requested range of it. Status 404 without a file. Does not throw if the client leaves. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  mediaType: string,
): Promise<void> {
  const opened = await openedFile(path);
  if (!opened) return sendStatus(response, 404);
  const { handle, version } = opened;
  const { byteLength, etag } = version;
  const range = requestedRange(request.headers.range, byteLength);
  const headers = { 'accept-ranges': 'bytes', 'content-type': mediaType, etag };
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

/** A file with the version that is open: another one can replace it at any time. */
async function openedFile(path: string) {
  // Checked before opening, because opening a pipe waits for a writer.
  if (!(await diskVersion(path))) return undefined;
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return undefined;
  const version = versionIn(await handle.stat({ bigint: true }));
  if (version) return { handle, version };
  await handle.close();
  return undefined;
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
  // The stream closes the handle.
  const stream = handle.createReadStream({ start, end: end - 1 });
  try {
    await pipeline(stream, response, { end: false });
  } catch {
    // The client has left, or the file cannot be read.
    response.destroy();
    return;
  }
  // A file that became shorter: without the end of the connection, the client would wait for the missing bytes.
  if (stream.bytesRead < end - start) response.destroy();
  else response.end();
}

/** Answers without content. */
export function sendStatus(response: ServerResponse, status: 403 | 404 | 405): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}
