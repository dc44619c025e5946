import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ByteSource } from '../../src/bytes/byteSource';
import { withRecentReads } from '../../src/bytes/recentReads';
import { servedSource } from '../../src/bytes/servedSource';
import { urlSource } from '../../src/bytes/urlSource';
import { type ModelServer, serve } from '../support/modelServer';
import { errorCodeOf } from '../support/openBytes';
import { quickNetwork } from '../support/quickNetwork';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 13) & 255);
const [start, end] = [50_000, 60_000];
const expected = bytes.slice(start, end);

/** @param tries that the range of the tests was requested */
type Answer = (response: ServerResponse, tries: number) => void;

let server: ModelServer;
let quick: ReturnType<typeof quickNetwork>;
/** Requests for the complete file. */
let complete: number;
let etag: string;
beforeEach(() => {
  quick = quickNetwork();
  etag = '"1"';
  complete = 0;
});
afterEach(() => server?.close());

/** A server that answers the range of the tests as given, and all others well. */
async function startServer(answer: Answer): Promise<void> {
  let tries = 0;
  server = await serve((request, response) => {
    if (request.headers.range === `bytes=${start}-${end - 1}`) answer(response, ++tries);
    else sendOther(request, response);
  });
}

async function opened(answer: Answer): Promise<ByteSource> {
  await startServer(answer);
  return urlSource(server.address, undefined, undefined, quick.network);
}

function sendOther({ headers: { range } }: IncomingMessage, response: ServerResponse): void {
  const [, from, last] = /bytes=(\d+)-(\d+)/.exec(range ?? '') ?? [];
  if (from === undefined) {
    complete++;
    return void response.writeHead(200, { ETag: etag }).end(bytes);
  }
  response.writeHead(206, { 'Content-Range': `bytes ${from}-${last}/${bytes.length}`, ETag: etag });
  response.end(bytes.subarray(Number(from), Number(last) + 1));
}

function beginAnswer(response: ServerResponse, headers = {}): void {
  response.writeHead(206, { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}`, ETag: etag, ...headers });
}

/** Sends the first bytes of a range, and then loses the connection. */
function loseAfter(response: ServerResponse, length: number, content: Uint8Array = expected): void {
  beginAnswer(response, { 'Content-Length': end - start });
  response.write(content.subarray(0, length), () => response.destroy());
}

async function partsOf(source: ByteSource, signal?: AbortSignal): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of source.chunks!(start, end, signal)) parts.push(part);
  return parts;
}

/** All parts, as one. */
async function joined(source: ByteSource): Promise<Uint8Array> {
  return new Uint8Array(Buffer.concat(await partsOf(source)));
}

it('gives parts before the answer ends', async () => {
  let send = (_from: number, _to: number): void => {};
  const source = await opened((response) => {
    beginAnswer(response);
    send = (from, to) => void response.write(expected.subarray(from, to));
    send(0, 1000);
  });
  const parts = source.chunks!(start, end)[Symbol.asyncIterator]();
  expect((await parts.next()).value).toEqual(expected.slice(0, 1000));
  const next = parts.next();
  send(1000, 1001);
  expect((await next).value).toEqual(expected.slice(1000, 1001));
  await parts.return!();
});

it('gives each byte once if the connection is lost and the request is sent again', async () => {
  const source = await opened((response, tries) => {
    if (tries < 3) return loseAfter(response, 4000 / tries);
    beginAnswer(response);
    response.end(expected);
  });
  expect(await joined(source)).toEqual(expected);
  expect(quick.delays).toEqual([1000, 2000]);
  expect(complete).toBe(0);
});

it('goes on in the complete file if the answers always end too early', async () => {
  const source = await opened((response) => loseAfter(response, 4000));
  expect(await joined(source)).toEqual(expected);
  expect(complete).toBe(1);
});

it.each([
  ['fewer bytes', expected.subarray(0, 9000)],
  ['one byte more', bytes.subarray(start, end + 1)],
])('goes on in the complete file after an answer of %s', async (_, body) => {
  const source = await opened((response) => {
    beginAnswer(response);
    response.end(body);
  });
  expect(await joined(source)).toEqual(expected);
  expect(complete).toBe(1);
});

it('gives no bytes from another start', async () => {
  const source = await opened((response) => {
    response.writeHead(206, { 'Content-Range': `bytes ${start - 1}-${end - 2}/${bytes.length}`, ETag: etag });
    response.end(bytes.subarray(start - 1, end - 1));
  });
  expect(await joined(source)).toEqual(expected);
});

it('reports a server that is gone in the middle of an answer', async () => {
  const source = await opened((response) => {
    loseAfter(response, 4000);
    void server.close();
  });
  expect(await errorCodeOf(() => partsOf(source))).toBe('network');
});

it.each([
  ['other bytes', expected.map((byte) => byte ^ 1), '"1"'],
  ['another ETag', expected, '"2"'],
])('reports a file that changed in the middle of an answer: %s', async (_, content, later) => {
  const source = await opened((response, tries) => {
    if (tries === 1) return loseAfter(response, 4000);
    etag = later;
    beginAnswer(response);
    response.end(content);
  });
  await expect(partsOf(source)).rejects.toMatchObject({ code: 'changed', mayPass: true });
});

it('compares a complete file with the parts before it', async () => {
  const source = await opened((response) => loseAfter(response, 4000, expected.toReversed()));
  expect(await errorCodeOf(() => partsOf(source))).toBe('changed');
});

it.each(['the signal is aborted', 'no more parts are taken'])('ends the request once %s', async (way) => {
  let hungUp = false;
  const source = await opened((response) => {
    beginAnswer(response);
    response.write(expected.subarray(0, 1000));
    response.on('close', () => {
      hungUp = true;
    });
  });
  const controller = new AbortController();
  const code = await errorCodeOf(async () => {
    for await (const _ of source.chunks!(start, end, controller.signal)) {
      if (way === 'no more parts are taken') break;
      controller.abort();
    }
  });
  expect(code).toBe(way === 'no more parts are taken' ? undefined : 'cancelled');
  await expect.poll(() => hungUp).toBe(true);
});

it('reads nothing of a range past the end, or once the signal is aborted', async () => {
  const source = await opened(() => {});
  expect(await errorCodeOf(() => partsOf(source, AbortSignal.abort()))).toBe('cancelled');
  expect(await errorCodeOf(() => source.chunks!(start, 100_001)[Symbol.asyncIterator]().next())).toBe('truncated');
});

it('parts of a served file have errors without its URL', async () => {
  await startServer((response) => {
    loseAfter(response, 4000);
    void server.close();
  });
  const source = withRecentReads(await servedSource(server.address));
  const message = expect.stringMatching(/^the server of prunescope open does not answer/);
  await expect(partsOf(source)).rejects.toMatchObject({ code: 'network', message });
});
