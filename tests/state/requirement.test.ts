import { describe, expect, it } from 'vitest';
import { type Goal, patternGoal } from '../../src/sparsity/goal';
import { parsePattern } from '../../src/sparsity/pattern';
import type { TargetVerdict } from '../../src/sparsity/targetResult';
import { breaksRequirement, requiresPattern } from '../../src/state/requirement';
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

describe('with another goal', () => {
  const target = { kind: 'target', target: 'coreml' } as const;
  const worthIs = (verdict: TargetVerdict, isProvisional = false) => ({
    goal: target,
    worths: new Map([['0:1', { phase: 'done', worth: { targets: [{ target: 'coreml', verdict }], isProvisional } }]]),
  });

  it('is broken by tensors that are not eligible for the target, whatever their pattern', () => {
    expect(isBroken('FULLY_CONNECTED', 8, 4, worthIs('not-eligible'))).toBe(true);
    expect(isBroken('FULLY_CONNECTED', 8, 4, worthIs('unknown'))).toBe(true);
    expect(isBroken('FULLY_CONNECTED', 8, 0, worthIs('eligible'))).toBe(false);
    expect(isBroken('TRANSPOSE_CONV', 8, 0, worthIs('not-eligible'))).toBe(false);
    expect(isBroken('FULLY_CONNECTED', 2, 0, worthIs('not-eligible'))).toBe(false);
  });

  it('is not broken before the verdict is final', () => {
    expect(isBroken('FULLY_CONNECTED', 8, 0, worthIs('unknown', true))).toBe(false);
    expect(isBroken('FULLY_CONNECTED', 8, 0, { goal: target })).toBe(false);
  });

  it('is broken by tensors with fewer zeros than the share', () => {
    // Half of the weights are zero.
    expect(isBroken('CONV_2D', 8, 0, { goal: { kind: 'sparsity', least: 0.5 } })).toBe(false);
    expect(isBroken('CONV_2D', 8, 4, { goal: { kind: 'sparsity', least: 0.51 } })).toBe(true);
  });

  it('marks blocks only if the goal requires the pattern', () => {
    const marks = (goal: Goal, of = pattern) => requiresPattern({ required: true, goal, pattern: of });
    expect(marks(patternGoal)).toBe(true);
    expect(marks({ kind: 'sparsity', least: 0.5 })).toBe(false);
    expect(marks(target)).toBe(false);
    expect(marks({ kind: 'target', target: 'ethos-u85' })).toBe(true);
    expect(marks({ kind: 'target', target: 'ethos-u85' }, { zeros: 1, of: 2 })).toBe(false);
    expect(requiresPattern({ required: false, goal: patternGoal, pattern })).toBe(false);
  });
});
