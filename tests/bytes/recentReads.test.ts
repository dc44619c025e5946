import { describe, expect, it, vi } from 'vitest';
import { type ByteSource, memorySource } from '../../src/bytes/byteSource';
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

describe('parts', () => {
  async function partsOf(recent: ByteSource, start: number, end: number): Promise<number[]> {
    const parts: Uint8Array[] = [];
    for await (const part of recent.chunks!(start, end)) parts.push(part);
    return [...Buffer.concat(parts)];
  }

  it('are kept, and taken from what is kept', async () => {
    const { slice, recent } = source(100);
    expect(await partsOf(recent, 10, 13)).toEqual([10, 11, 12]);
    expect([...(await recent.slice(11, 13))]).toEqual([11, 12]);
    expect(await partsOf(recent, 10, 12)).toEqual([10, 11]);
    expect(slice).toHaveBeenCalledTimes(1);
    await recent.slice(50, 60);
    expect(await partsOf(recent, 51, 53)).toEqual([51, 52]);
    expect(slice).toHaveBeenCalledTimes(2);
  });

  it('are not kept if the read failed, or if only some were taken', async () => {
    const { slice, recent } = source(8);
    slice.mockRejectedValueOnce(new Error('offline'));
    await expect(partsOf(recent, 0, 8)).rejects.toThrow('offline');
    for await (const _ of recent.chunks!(0, 8)) break;
    expect(await partsOf(recent, 0, 8)).toHaveLength(8);
    expect(slice).toHaveBeenCalledTimes(3);
  });

  it('do not include a range past the end', async () => {
    await expect(partsOf(source(8).recent, 4, 9)).rejects.toMatchObject({ code: 'truncated' });
  });
});
