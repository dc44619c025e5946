import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { networkWaits } from '../../src/bytes/networkWait';
import { withPageCache } from '../../src/bytes/pageCache';
import { retryAfter } from '../../src/bytes/requestPolicy';
import { urlSource } from '../../src/bytes/urlSource';
import { type ModelServer, serve } from '../support/modelServer';
import { errorCodeOf } from '../support/openBytes';
import { quickNetwork } from '../support/quickNetwork';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 13) & 255);
const changedBytes = bytes.map((byte) => byte ^ 1);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let server: ModelServer;
let quick: ReturnType<typeof quickNetwork>;
/** The ranges that the server received; undefined for the complete file. */
let ranges: (string | undefined)[];
beforeEach(() => {
  quick = quickNetwork();
  ranges = [];
});
afterEach(() => server?.close());

async function opened(answer: Answer, signal?: AbortSignal) {
  server = await serve((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  return urlSource(server.address, signal, undefined, quick.network);
}

/** Answers ranges of the bytes. @param more bytes to send after the range */
function sendRange(request: IncomingMessage, response: ServerResponse, headers = {}, content = bytes, more = 0): void {
  const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined) return void response.writeHead(200, headers).end(content);
  const last = Math.min(Number(end), content.length - 1);
  response.writeHead(206, { 'Content-Range': `bytes ${start}-${last}/${content.length}`, ...headers });
  response.end(content.subarray(Number(start), last + 1 + more));
}

/** Fails as often as given, then answers. */
function failing(times: number, fail: Answer, answer: Answer = sendRange): Answer {
  let failures = 0;
  return (request, response) => (failures++ < times ? fail(request, response) : answer(request, response));
}

const status =
  (code: number, headers = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end('<html></html>');

const hangUp: Answer = (_request, response) => void response.destroy();

describe('a failure that can pass', () => {
  it.each([429, 500, 502, 503, 504])('status %i: the request is sent again, later each time', async (code) => {
    const source = await opened(failing(3, status(code)));
    expect(await source.slice(0, 10)).toEqual(bytes.slice(0, 10));
    expect(quick.delays).toEqual([1000, 2000, 4000]);
  });

  it('is an error after three further tries', async () => {
    const failed = opened(status(503));
    await expect(failed).rejects.toMatchObject({ code: 'network', mayPass: true, message: /503.*Try again later/ });
    expect(ranges).toHaveLength(4);
  });

  it('other answers are errors at once', async () => {
    for (const code of [400, 403, 404, 501]) {
      await expect(opened(status(code))).rejects.toMatchObject({ mayPass: code === 501 });
      expect(ranges.splice(0)).toHaveLength(1);
      await server.close();
    }
  });

  it('waits as long as the server asks, and not at all for minutes', async () => {
    await opened(failing(1, status(429, { 'Retry-After': '7' })));
    expect(quick.delays).toEqual([7000]);
    await server.close();
    ranges = [];
    await expect(opened(status(503, { 'Retry-After': '120' }))).rejects.toMatchObject({ mayPass: true });
    expect(ranges).toHaveLength(1);
  });

  it('a Retry-After can be seconds or a date', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(retryAfter('5', now)).toBe(5000);
    expect(retryAfter('Thu, 01 Jan 2026 00:00:09 GMT', now)).toBe(9000);
    expect(retryAfter('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    expect(retryAfter('soon', now)).toBeUndefined();
    expect(retryAfter(null, now)).toBeUndefined();
  });

  it('a connection that is not accepted is tried twice more', async () => {
    const source = await opened(failing(2, hangUp));
    expect(source.byteLength).toBe(bytes.length);
    await server.close();
    ranges = [];
    expect(await errorCodeOf(() => opened(hangUp))).toBe('network');
    expect(ranges).toHaveLength(3);
  });

  it('a connection that is lost in an answer, also while weights are read', async () => {
    let calls = 0;
    const source = await opened((request, response) => {
      if (++calls !== 2) return sendRange(request, response);
      response.writeHead(206, { 'Content-Range': 'bytes 50000-59999/100000', 'Content-Length': 10_000 });
      response.write(bytes.subarray(50_000, 50_100), () => response.destroy());
    });
    expect(await source.slice(50_000, 60_000)).toEqual(bytes.slice(50_000, 60_000));
    expect(quick.delays).toEqual([1000]);
  });

  it('is reported while it lasts', async () => {
    quick = quickNetwork(true);
    await opened(failing(1, status(503)));
    const { host: site } = new URL(server.origin);
    expect(quick.waits).toEqual([{ kind: 'retry', site, reason: 503, seconds: 1 }, undefined]);
  });

  it('is not tried again after it was canceled', async () => {
    const controller = new AbortController();
    const failed = opened((_request, response) => {
      controller.abort();
      response.writeHead(503).end();
    }, controller.signal);
    expect(await errorCodeOf(() => failed)).toBe('cancelled');
    expect(ranges).toHaveLength(1);
  });
});

describe('a server that sends nothing', () => {
  const nothing: Answer = () => {};
  const asked = () => expect.poll(() => ranges.length).toBe(1);

  it('is an error after 30 s where no reader can be asked', async () => {
    const failed = opened(nothing);
    const code = errorCodeOf(() => failed);
    await asked();
    await quick.passSeconds(25);
    await quick.passSeconds(5);
    expect(await code).toBe('network');
    await expect(failed).rejects.toMatchObject({ message: /sent nothing for 30 s/, mayPass: true });
  });

  it('is reported every 5 s where a reader sees it, until it sends something', async () => {
    quick = quickNetwork(true);
    let send = () => {};
    const opening = opened((request, response) => {
      send = () => sendRange(request, response);
    });
    await asked();
    await quick.passSeconds(40);
    expect(quick.waits.map((wait) => wait?.seconds)).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
    send();
    expect((await opening).byteLength).toBe(bytes.length);
    expect(quick.waits.at(-1)).toBeUndefined();
  });

  it('and one that stops in the middle of an answer', async () => {
    const source = await opened(
      failing(0, nothing, (request, response) => {
        if (ranges.length === 1) return sendRange(request, response);
        response.writeHead(206, { 'Content-Range': 'bytes 50000-59999/100000' });
        response.write(bytes.subarray(50_000, 50_100));
      }),
    );
    const part = source.slice(50_000, 60_000);
    const code = errorCodeOf(() => part);
    await expect.poll(() => ranges.length).toBe(2);
    await quick.passSeconds(60);
    expect(await code).toBe('network');
  });

  it('waits of several requests are reported as that of the first', () => {
    const reported: unknown[] = [];
    const { watch } = networkWaits((wait) => reported.push(wait?.seconds));
    const [first, second] = [watch(), watch()];
    const silence = { kind: 'silence', site: 'a', seconds: 5 } as const;
    second(undefined);
    first(silence);
    second({ ...silence, seconds: 10 });
    first(undefined);
    second(undefined);
    expect(reported).toEqual([5, 5, 10, undefined]);
  });

  it('a page without a waiting reader is not requested any longer', async () => {
    const aborted: boolean[] = [];
    const never = (_start: number, _end: number, signal?: AbortSignal) =>
      new Promise<Uint8Array>(() => signal?.addEventListener('abort', () => aborted.push(true)));
    const cache = withPageCache({ name: 'a', byteLength: 100_000, slice: never });
    const [first, second] = [new AbortController(), new AbortController()];
    const codes = [first, second].map(({ signal }) => errorCodeOf(() => cache.slice(0, 4, signal)));
    first.abort();
    expect(await codes[0]).toBe('cancelled');
    expect(aborted).toEqual([]);
    second.abort();
    expect(await codes[1]).toBe('cancelled');
    expect(aborted).toEqual([true]);
  });
});

describe('unreliable ranges', () => {
  it.each([
    ['always', 0],
    ['after the first answer', 1],
  ])('one byte more than asked, %s: the complete file is downloaded once', async (_when, from) => {
    const source = await opened((request, response) =>
      sendRange(request, response, {}, bytes, ranges.length > from ? 1 : 0),
    );
    expect(await source.slice(50_000, 50_010)).toEqual(bytes.slice(50_000, 50_010));
    expect(await source.slice(99_990, 100_000)).toEqual(bytes.slice(99_990));
    expect(ranges.filter((range) => range === undefined)).toHaveLength(1);
  });

  it('the download is shared, and begun again if the reader that started it gave up', async () => {
    let answer = (): void => {};
    const source = await opened((request, response) => {
      answer = () => sendRange(request, response, {}, bytes, ranges.length > 1 ? 1 : 0);
      if (request.headers.range !== undefined) answer();
    });
    const [first, second] = [new AbortController(), new AbortController()];
    const canceled = errorCodeOf(() => source.slice(50_000, 50_010, first.signal));
    const complete = () => ranges.filter((range) => range === undefined).length;
    await expect.poll(complete).toBe(1);
    const read = source.slice(60_000, 60_010, second.signal);
    first.abort();
    expect(await canceled).toBe('cancelled');
    await expect.poll(complete).toBe(2);
    answer();
    expect(await read).toEqual(bytes.slice(60_000, 60_010));
  });

  it('a 206 of fewer bytes, and one from another start', async () => {
    for (const content of [bytes.subarray(50_000, 50_005), bytes.subarray(49_999, 50_009)]) {
      const source = await opened((request, response) => {
        if (request.headers.range !== 'bytes=50000-50009') return sendRange(request, response);
        const start = content.length === 10 ? 49_999 : 50_000;
        response.writeHead(206, { 'Content-Range': `bytes ${start}-${start + content.length - 1}/100000` });
        response.end(content);
      });
      expect(await source.slice(50_000, 50_010)).toEqual(bytes.slice(50_000, 50_010));
      await server.close();
    }
  });

  it('ranges whose answers always end too early, as browsers end those of another length', async () => {
    const source = await opened((request, response) => {
      if (ranges.length === 1 || !request.headers.range) return sendRange(request, response);
      response.writeHead(206, { 'Content-Range': 'bytes 50000-50009/100000', 'Content-Length': 10 });
      response.write(bytes.subarray(50_000, 50_005), () => response.destroy());
    });
    expect(await source.slice(50_000, 50_010)).toEqual(bytes.slice(50_000, 50_010));
    expect(quick.delays).toEqual([1000, 2000, 4000]);
  });

  it('the complete file in place of a range is used', async () => {
    const source = await opened((request, response) => {
      if (ranges.length > 1) delete request.headers.range;
      sendRange(request, response, { ETag: '"1"' });
    });
    expect(await source.slice(50_000, 50_010)).toEqual(bytes.slice(50_000, 50_010));
    expect(await source.slice(60_000, 60_010)).toEqual(bytes.slice(60_000, 60_010));
    expect(ranges).toHaveLength(2);
  });

  it('another ETag in each answer: the complete file is downloaded', async () => {
    let version = 0;
    const source = await opened((request, response) => sendRange(request, response, { ETag: `"${version++}"` }));
    expect(await source.slice(50_000, 50_010)).toEqual(bytes.slice(50_000, 50_010));
  });

  it('another ETag in each answer, and another file: it has changed', async () => {
    let version = 0;
    const source = await opened((request, response) =>
      sendRange(request, response, { ETag: `"${version++}"` }, version > 1 ? changedBytes : bytes),
    );
    expect(await errorCodeOf(() => source.slice(50_000, 50_010))).toBe('changed');
  });

  it('ETags that differ after weights were read: only the version that was read counts', async () => {
    let etag = () => '"a"';
    const source = await opened((request, response) => sendRange(request, response, { ETag: etag() }));
    await source.slice(50_000, 50_010);
    let others = 0;
    etag = () => `"${others++}"`;
    expect(await errorCodeOf(() => source.slice(60_000, 60_010))).toBe('changed');
    let answers = 0;
    etag = () => (answers++ === 0 ? '"b"' : '"a"');
    expect(await source.slice(60_000, 60_010)).toEqual(bytes.slice(60_000, 60_010));
  });

  it.each([
    ['W/"v1"', '"v1"', true],
    ['"v1"', 'W/"v1"', true],
    ['"v1"', '"v2"', false],
  ])('ETag %s, then %s: the same version is %s', async (before, after, isSame) => {
    const source = await opened((request, response) =>
      sendRange(request, response, { ETag: ranges.length === 1 ? before : after }),
    );
    const read = source.slice(50_000, 50_010);
    if (isSame) expect(await read).toEqual(bytes.slice(50_000, 50_010));
    else expect(await errorCodeOf(() => read)).toBe('changed');
  });
});
