import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { diskSource, loadedDiskSource, sha256Of, sha256OfSource } from '../../src/bytes/diskSource';
import { errorCodeOf } from '../support/openBytes';

const folder = mkdtempSync(join(tmpdir(), 'prunescope-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function sourceOf(name: string, bytes: Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const source = await diskSource(path);
  onTestFinished(() => source.close());
  return { path, source };
}

const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);

it('reads ranges of a file, end exclusive', async () => {
  const { source } = await sourceOf('a.tflite', bytes);
  expect([source.name, source.byteLength]).toEqual(['a.tflite', 10]);
  expect([...(await source.slice(2, 5))]).toEqual([2, 3, 4]);
  expect([...(await source.slice(0, 10))]).toEqual([...bytes]);
  expect([...(await source.slice(4, 4))]).toEqual([]);
});

it('rejects missing files and folders', async () => {
  expect(await errorCodeOf(() => diskSource(join(folder, 'nowhere')))).toBe('not-found');
  expect(await errorCodeOf(() => diskSource(folder))).toBe('not-found');
});

it('detects a file that shrinks while it is read', async () => {
  const { path, source } = await sourceOf('b.tflite', bytes);
  truncateSync(path, 4);
  expect(await errorCodeOf(() => source.slice(2, 8))).toBe('changed');
});

it('reads nothing once the signal is aborted', async () => {
  const { source } = await sourceOf('c.tflite', bytes);
  expect(await errorCodeOf(() => source.slice(0, 1, AbortSignal.abort()))).toBe('cancelled');
});

it('gives the same hash in pieces and at once', async () => {
  const large = Uint8Array.from({ length: 9 * 2 ** 20 + 7 }, (_, i) => (i * 7) & 255);
  const { source } = await sourceOf('d.tflite', large);
  expect(await sha256OfSource(source)).toBe(sha256Of(large));
  expect(sha256Of(new TextEncoder().encode('abc'))).toMatch(/^ba7816bf8f01cfea414140de5dae2223/);
});

describe('a file that is loaded', () => {
  async function loaded(path: string, maxBytes = 2 ** 24) {
    const source = await loadedDiskSource(path, maxBytes);
    onTestFinished(() => source.close());
    return source;
  }

  it.each([0, 10, 2 ** 20, 2 * 2 ** 20 + 7])('has the bytes and the hash of the file: %i bytes', async (length) => {
    const content = Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 255);
    const { path } = await sourceOf('e.tflite', content);
    const source = await loaded(path);
    expect([source.name, source.byteLength]).toEqual(['e.tflite', length]);
    expect(Buffer.compare(await source.slice(0, length), content)).toBe(0);
    expect(source.sha256).toBe(sha256Of(content));
    expect(await sha256OfSource(source)).toBe(sha256Of(content));
  });

  it('is loaded into the memory that is given, if there is any', async () => {
    const { path } = await sourceOf('h.tflite', bytes);
    const memory = new Uint8Array(bytes.length + 3).subarray(3);
    const source = await loadedDiskSource(path, 2 ** 24, (length) => memory.subarray(0, length));
    onTestFinished(() => source.close());
    expect([...memory]).toEqual([...bytes]);
    expect((await source.slice(0, 2)).buffer).toBe(memory.buffer);
    const other = await loadedDiskSource(path, 2 ** 24, () => undefined);
    onTestFinished(() => other.close());
    expect([...(await other.slice(0, bytes.length))]).toEqual([...bytes]);
  });

  it('is read only once', async () => {
    const { path } = await sourceOf('f.tflite', bytes);
    const source = await loaded(path);
    writeFileSync(path, Uint8Array.of(99, 98));
    expect([...(await source.slice(2, 5))]).toEqual([2, 3, 4]);
    expect(await errorCodeOf(() => source.slice(0, 11))).toBe('truncated');
  });

  it('is read on request if it is larger than the limit', async () => {
    const { path } = await sourceOf('g.tflite', bytes);
    const source = await loaded(path, 9);
    expect(source.sha256).toBeUndefined();
    writeFileSync(path, Uint8Array.of(99, 98));
    expect([...(await source.slice(0, 2))]).toEqual([99, 98]);
  });

  it('must exist', async () => {
    expect(await errorCodeOf(() => loadedDiskSource(join(folder, 'nowhere'), 9))).toBe('not-found');
  });
});
