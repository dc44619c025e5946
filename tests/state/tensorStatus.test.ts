import { expect, it } from 'vitest';
import type { TensorResult } from '../../src/state/store';
import { tensorStatus } from '../../src/state/tensorStatus';
import { denseMatrix } from '../support/matrices';

const pattern = { zeros: 2, of: 4 };
const dense = denseMatrix('FULLY_CONNECTED', [10, 400]);

function status(nonzeros: number, conformingBlocks: number, tensor = dense) {
  const result: TensorResult = { phase: 'done', counts: { nonzeros, blocks: 1000, conformingBlocks } };
  return tensorStatus(tensor, result, pattern);
}

it('is the first that fits', () => {
  expect(tensorStatus(dense, undefined, pattern)).toBeUndefined();
  expect(tensorStatus(dense, { phase: 'waiting' }, pattern)).toBeUndefined();
  expect(tensorStatus(dense, { phase: 'failed', message: 'damaged' }, pattern)).toBe('unreadable');
  expect(status(2000, 1000)).toBe('conforms');
  expect(status(2100, 990)).toBe('nearly');
  // What else it is depends on the structure of its zeros.
  expect(status(2100, 940)).toBeUndefined();
  expect(status(3990, 0)).toBe('dense');
  expect(status(20, 1000, denseMatrix('FULLY_CONNECTED', [10, 2]))).toBe('too-short');
  expect(status(20, 1000, { ...dense, inputChannelsLast: false })).toBe('not-applicable');
});
