import { createHash } from 'node:crypto';
import { beforeEach, expect, it, vi } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { wasmRefusals } from '../support/wasmRefusals';

const refusal = vi.hoisted(() => ({ reason: new Error('not set') }));
vi.mock('hash-wasm', () => ({
  createSHA256: () => Promise.reject(refusal.reason),
  // As hash-wasm 4.13 after a failure.
  sha256: () => new Promise(() => {}),
}));

const bytes = Uint8Array.from({ length: 9 * 2 ** 20 + 5 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 24);

beforeEach(() => vi.resetModules());

it.each(wasmRefusals)('hashes in JavaScript where a policy forbids WebAssembly, in %s', async (_, reason) => {
  refusal.reason = reason;
  const { sha256InPieces, sha256OfBytes } = await import('../../src/bytes/sha256');
  const expected = createHash('sha256').update(bytes).digest('hex');
  expect(await Promise.all([sha256OfBytes(bytes), sha256OfBytes(bytes)])).toEqual([expected, expected]);
  expect(await sha256InPieces(memorySource('m', bytes))).toBe(expected);
});

it('reports other errors of WebAssembly', async () => {
  refusal.reason = new RangeError('out of memory');
  const { sha256OfBytes } = await import('../../src/bytes/sha256');
  await expect(sha256OfBytes(bytes)).rejects.toThrow('out of memory');
});
