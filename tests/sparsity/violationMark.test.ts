import { expect, it } from 'vitest';
import { parsePattern, twoOfFour } from '../../src/sparsity/pattern';
import type { TensorStatus } from '../../src/sparsity/status';
import { marksViolations, violationMark } from '../../src/sparsity/violationMark';
import { denseMatrix } from '../support/matrices';

it('marks violations of tensors that nearly conform, and of those that must conform', () => {
  const others: TensorStatus[] = [
    ...(['conforms', 'dense', 'structured', 'unstructured', 'too-short', 'not-applicable', 'unreadable'] as const),
  ];
  for (const status of [...others, undefined]) expect(marksViolations(status, false)).toBeUndefined();
  for (const status of [...others, undefined]) expect(marksViolations(status, true)).toBe('required');
  expect(marksViolations('nearly', false)).toBe('nearly');
  expect(marksViolations('nearly', true)).toBe('required');
});

const dense = denseMatrix('FULLY_CONNECTED', [100, 100]);
// 2,500 blocks of four, half of the weights zero.
const counts = { nonzeros: 5000, blocks: 2500 };

it('marks a counted tensor by the number of its violating blocks', () => {
  const mark = (violating: number, required = false, tensor = dense) =>
    violationMark(tensor, twoOfFour, { ...counts, conformingBlocks: 2500 - violating }, required);
  expect(mark(0)).toBeUndefined();
  expect(mark(1)).toBe('nearly');
  // 5/16 of the blocks would violate by chance, that is 781.
  expect(mark(78)).toBe('nearly');
  expect(mark(79)).toBeUndefined();
  expect(mark(0, true)).toBeUndefined();
  expect(mark(1, true)).toBe('required');
  expect(mark(2000, true)).toBe('required');
});

it('marks nothing in tensors that a requirement does not judge', () => {
  const broken = { ...counts, conformingBlocks: 0 };
  expect(violationMark(denseMatrix('TRANSPOSE_CONV', [100, 100]), twoOfFour, broken, true)).toBeUndefined();
  expect(violationMark({ ...dense, inputChannelsLast: false }, twoOfFour, broken, true)).toBeUndefined();
  expect(violationMark(dense, parsePattern('block:1x4')!, broken, true)).toBeUndefined();
});
