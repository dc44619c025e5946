import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { diskSource, sha256Of, sha256OfSource } from '../../src/bytes/diskSource';
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
