import { expect, it, vi } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { withRecentReads } from '../../src/bytes/recentReads';

function source(byteLength: number) {
  const bytes = Uint8Array.from({ length: byteLength }, (_, i) => i);
  const slow = memorySource('a.tflite', bytes);
  const slice = vi.fn(async (start: number, end: number) => (await slow.slice(start, end)).slice());
  return { slice, recent: withRecentReads({ ...slow, slice }) };
}

it('answers a range inside a recent one without another read', async () => {
  const { slice, recent } = source(100);
  await recent.slice(10, 50);
  expect([...(await recent.slice(20, 23))]).toEqual([20, 21, 22]);
  expect(slice).toHaveBeenCalledTimes(1);
  await recent.slice(40, 60);
  expect(slice).toHaveBeenCalledTimes(2);
});

it('gives copies, which the reader can change or transfer', async () => {
  const { recent } = source(8);
  (await recent.slice(0, 8)).fill(9);
  structuredClone(undefined, { transfer: [(await recent.slice(0, 8)).buffer as ArrayBuffer] });
  expect([...(await recent.slice(0, 8))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('keeps at most 32 MiB, and forgets what was used longest ago', async () => {
  const size = 12 * 2 ** 20;
  const { slice, recent } = source(3 * size);
  await recent.slice(0, size);
  await recent.slice(size, 2 * size);
  await recent.slice(0, 1);
  await recent.slice(2 * size, 3 * size);
  expect(slice).toHaveBeenCalledTimes(3);
  await recent.slice(0, size);
  expect(slice).toHaveBeenCalledTimes(3);
  await recent.slice(size, 2 * size);
  expect(slice).toHaveBeenCalledTimes(4);
});

it('refuses a range past the end', async () => {
  await expect(source(8).recent.slice(4, 9)).rejects.toMatchObject({ code: 'truncated' });
});

it('does not keep a read that failed', async () => {
  const { slice, recent } = source(8);
  slice.mockRejectedValueOnce(new Error('offline'));
  await expect(recent.slice(0, 8)).rejects.toThrow('offline');
  expect((await recent.slice(0, 8)).length).toBe(8);
});
