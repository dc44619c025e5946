import { expect, it } from 'vitest';
import { patternGoal } from '../../src/sparsity/goal';
import { parsePattern } from '../../src/sparsity/pattern';
import { breaksRequirement } from '../../src/state/requirement';
import type { TensorResult } from '../../src/state/store';
import { denseMatrix } from '../support/matrices';

const pattern = { zeros: 2, of: 4 };

function isBroken(operator: string, columns: number, conformingBlocks: number, more: object = {}): boolean {
  const tensor = { ...denseMatrix(operator, [2, columns]), tensor: 1 };
  const counts = { nonzeros: columns, blocks: 4, conformingBlocks };
  const results = new Map<string, TensorResult>([['0:1', { phase: 'done', counts }]]);
  return breaksRequirement(tensor, { required: true, results, pattern, goal: patternGoal, worths: new Map(), ...more });
}

it('is broken by convolutions and dense layers with a violation, as `check` judges', () => {
  expect(isBroken('CONV_2D', 8, 3)).toBe(true);
  expect(isBroken('FULLY_CONNECTED', 8, 0)).toBe(true);
  expect(isBroken('FULLY_CONNECTED', 8, 4)).toBe(false);
});

it('is not broken by other operators, by rows that are too short, or before the tensor is read', () => {
  expect(isBroken('TRANSPOSE_CONV', 8, 0)).toBe(false);
  expect(isBroken('FULLY_CONNECTED', 2, 0)).toBe(false);
  expect(isBroken('FULLY_CONNECTED', 8, 0, { results: new Map() })).toBe(false);
});

it('is not broken without a requirement, or by a pattern without violations', () => {
  expect(isBroken('FULLY_CONNECTED', 8, 0, { required: false })).toBe(false);
  expect(isBroken('FULLY_CONNECTED', 8, 0, { pattern: parsePattern('block:1x4') })).toBe(false);
});
