import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { sha256InPieces, sha256OfBytes } from '../../src/bytes/sha256';

const bytes = Uint8Array.from({ length: 9 * 2 ** 20 + 5 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 24);

it('equals the hash of Node for several pieces, and reports progress', async () => {
  const expected = createHash('sha256').update(bytes).digest('hex');
  const done: number[] = [];
  expect(await sha256InPieces(memorySource('m', bytes), undefined, (count) => done.push(count))).toBe(expected);
  expect(done).toEqual([4 * 2 ** 20, 8 * 2 ** 20, bytes.length]);
  expect(await sha256OfBytes(bytes)).toBe(expected);
});

it('hashes an empty source', async () => {
  const expected = createHash('sha256').digest('hex');
  expect(await sha256InPieces(memorySource('m', new Uint8Array()))).toBe(expected);
});
