import { expect, it } from 'vitest';
import { allBytes } from '../../src/bytes/allBytes';
import { memorySource } from '../../src/bytes/byteSource';

it('reads a source in parts, as a copy', async () => {
  const bytes = Uint8Array.from({ length: 9 * 2 ** 20 + 5 }, (_, index) => index % 251);
  const shares: number[] = [];
  const copy = await allBytes(memorySource('a', bytes), undefined, (share) => shares.push(share));
  expect(Buffer.compare(copy, bytes)).toBe(0);
  expect(copy.buffer).not.toBe(bytes.buffer);
  expect(shares.at(-1)).toBe(1);
  expect(shares.length).toBe(3);
});

it('refuses more than arrays hold, and stops when it is canceled', async () => {
  const large = { name: 'a.tflite', byteLength: 2 ** 31, slice: () => Promise.reject(new Error('read')) };
  await expect(allBytes(large)).rejects.toMatchObject({ code: 'too-large' });
  const controller = new AbortController();
  controller.abort();
  await expect(allBytes(memorySource('a', new Uint8Array(3)), controller.signal)).rejects.toMatchObject({
    code: 'cancelled',
  });
});
