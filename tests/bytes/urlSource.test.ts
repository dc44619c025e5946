import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { urlSource as urlSourceWith } from '../../src/bytes/urlSource';
import { errorCodeOf } from '../support/openBytes';
import { quickNetwork } from '../support/quickNetwork';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 13) & 255);

const urlSource = (address: string, signal?: AbortSignal, onProgress?: (loaded: number, total?: number) => void) =>
  urlSourceWith(address, signal, onProgress, quickNetwork().network);

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let close = () => {};
afterEach(() => close());

/** The URL of a server with these responses, and the ranges that it received. */
async function served(answer: Answer): Promise<{ address: string; ranges: (string | undefined)[] }> {
  const ranges: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/a%20b.tflite?raw=1`, ranges };
}

const ranged =
  (content: Uint8Array, etag = () => '"1"'): Answer =>
  (request, response) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    if (start === undefined) return void response.end(content);
    const last = Math.min(Number(end), content.length - 1);
    const headers = { 'Content-Range': `bytes ${start}-${last}/${content.length}`, ETag: etag() };
    response.writeHead(206, headers).end(content.subarray(Number(start), last + 1));
  };

describe('file at a URL', () => {
  it('is read with range requests, and its start without a second request', async () => {
    const { address, ranges } = await served(ranged(bytes));
    const source = await urlSource(address);
    expect([source.name, source.byteLength]).toEqual(['a b.tflite', bytes.length]);
    expect(await source.slice(10, 20)).toEqual(bytes.slice(10, 20));
    expect(await source.slice(50_000, 50_010)).toEqual(bytes.slice(50_000, 50_010));
    expect(ranges).toEqual(['bytes=0-32767', 'bytes=50000-50009']);
  });

  it('is downloaded once from a server that ignores ranges, with progress', async () => {
    const { address, ranges } = await served((_, response) => {
      response.writeHead(200, { 'Content-Length': bytes.length }).end(bytes);
    });
    const seen: [number, number | undefined][] = [];
    const source = await urlSource(address, undefined, (loaded, total) => seen.push([loaded, total]));
    expect(await source.slice(90_000, 90_010)).toEqual(bytes.slice(90_000, 90_010));
    expect(ranges).toHaveLength(1);
    expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
  });

  /** As seen from another origin: ranges work, but Content-Range is not exposed. */
  const hidden: Answer = (request, response) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    if (request.method === 'HEAD' || start === undefined) {
      response.writeHead(200, { 'Content-Length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes);
    } else {
      response.writeHead(206).end(bytes.subarray(Number(start), Number(end) + 1));
    }
  };

  it('is read with range requests if Content-Range is not exposed', async () => {
    const { address, ranges } = await served(hidden);
    const source = await urlSource(address);
    expect(source.byteLength).toBe(bytes.length);
    expect(await source.slice(70_000, 70_010)).toEqual(bytes.slice(70_000, 70_010));
    expect(ranges).toEqual(['bytes=0-32767', undefined, 'bytes=70000-70009']);
  });

  it('is downloaded if neither range nor length are exposed', async () => {
    const { address, ranges } = await served((request, response) => {
      if (request.method === 'HEAD') response.writeHead(405).end();
      else hidden(request, response);
    });
    const source = await urlSource(address);
    expect(await source.slice(99_990, 100_000)).toEqual(bytes.slice(99_990));
    expect(ranges).toEqual(['bytes=0-32767', undefined, undefined]);
  });

  it('can be smaller than the first request', async () => {
    const { address } = await served(ranged(bytes.slice(0, 50)));
    const source = await urlSource(address);
    expect(await source.slice(0, source.byteLength)).toEqual(bytes.slice(0, 50));
  });

  it('can be empty', async () => {
    const { address } = await served((request, response) => {
      if (request.headers.range) response.writeHead(416, { 'Content-Range': 'bytes */0' }).end();
      else response.end();
    });
    expect((await urlSource(address)).byteLength).toBe(0);
  });

  it('has a name even if the URL is invalid', async () => {
    const { address } = await served(ranged(bytes));
    const source = await urlSource(address.replace('a%20b', '100%'));
    expect(source.name).toContain('100%');
  });
});

describe('URL without a file', () => {
  it.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [403, 'network'],
    [500, 'network'],
  ])('status %i: %s', async (status, code) => {
    const { address } = await served((_, response) => response.writeHead(status).end());
    expect(await errorCodeOf(() => urlSource(address))).toBe(code);
  });

  it.each([
    [404, {}, /Check the URL/],
    [400, {}, /Check the URL/],
    [401, {}, /needs permission.* Sign in at 127\.0\.0\.1:\d+, download the file, and give its path/],
    [403, {}, /needs permission.* Sign in at/],
    [401, { 'X-Error-Code': 'GatedRepo' }, /repository is gated.* Sign in at/],
    [401, { 'X-Error-Code': 'RepoNotFound' }, /no such public repository\. Check the URL\. If .* private, sign in/],
    [429, {}, /Try again later/],
    [503, {}, /Try again later/],
  ])('status %i with the headers %j: the message says what to do', async (status, headers, advice) => {
    const { address } = await served((_, response) => response.writeHead(status, headers).end('<html></html>'));
    await expect(urlSource(address)).rejects.toMatchObject({ message: expect.stringMatching(advice) });
    if (!advice.source.includes('Check')) {
      await expect(urlSource(address)).rejects.not.toMatchObject({ message: expect.stringContaining('Check') });
    }
  });

  it('user name and password are neither sent nor shown', async () => {
    const { address } = await served((request, response) =>
      response.writeHead(request.headers.authorization === undefined ? 401 : 500).end(),
    );
    const error = await urlSource(address.replace('http://', 'http://user:secret@')).catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain('returned 401');
    expect((error as Error).message).not.toMatch(/user|secret/);
    await expect(urlSource('http://user:secret@[/a.tflite')).rejects.not.toMatchObject({
      message: expect.stringContaining('secret'),
    });
  });

  it('no server: the message names connection and CORS', async () => {
    const { address } = await served(ranged(bytes));
    close();
    await expect(urlSource(address)).rejects.toMatchObject({ code: 'network', message: /CORS/ });
  });

  it('connection lost', async () => {
    const { address } = await served((_, response) => {
      response.writeHead(200, { 'Content-Length': 1000 });
      response.write(bytes.subarray(0, 100), () => response.destroy());
    });
    expect(await errorCodeOf(() => urlSource(address))).toBe('network');
  });

  it('file changes: another ETag, or another length', async () => {
    let version = '"1"';
    const changing = await served(ranged(bytes, () => version));
    const source = await urlSource(changing.address);
    version = '"2"';
    expect(await errorCodeOf(() => source.slice(50_000, 50_010))).toBe('changed');
    close();

    let length = 100_000;
    const growing = await served((request, response) => ranged(bytes.subarray(0, length--))(request, response));
    const second = await urlSource(growing.address);
    expect(await errorCodeOf(() => second.slice(50_000, 50_010))).toBe('changed');
  });

  it('is canceled before and during the request', async () => {
    const { address } = await served(() => {}); // never answers
    expect(await errorCodeOf(() => urlSource(address, AbortSignal.abort()))).toBe('cancelled');
    expect(await errorCodeOf(() => urlSource(address, AbortSignal.timeout(50)))).toBe('cancelled');
  });
});
