import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptShare, prunedTensor } from '../../src/pruning/prunedTensor';
import type { PruningGoal } from '../../src/pruning/pruningGoal';
import { isNonZero, type Mask } from '../../src/sparsity/mask';
import { memoryValues } from '../support/memoryValues';
import { type Draw, drawFrom } from '../support/randomDraw';

function bitsOf(mask: Mask): number[] {
  return Array.from({ length: mask.rowCount * mask.columnCount }, (_, element) =>
    Number(isNonZero(mask, Math.floor(element / mask.columnCount), element % mask.columnCount)),
  );
}

async function prunedBits(values: number[], columnCount: number, goal: PruningGoal): Promise<number[]> {
  const matrix = memoryValues(Float64Array.from(values), values.length / columnCount, columnCount);
  return bitsOf((await prunedTensor(matrix, goal, 4)).mask);
}

const twoOfFour = { pattern: { zeros: 2, of: 4 } };

describe('a pattern', () => {
  it('keeps the largest magnitudes of each block', async () => {
    expect(await prunedBits([1, -4, 3, 2, 8, 7, -6, 5], 8, twoOfFour)).toEqual([0, 1, 1, 0, 1, 1, 0, 0]);
  });

  it('keeps the first of equal magnitudes', async () => {
    expect(await prunedBits([1, 1, 1, 1, 2, -1, 1, 1], 8, twoOfFour)).toEqual([1, 1, 0, 0, 1, 1, 0, 0]);
  });

  it('prunes a shorter last block as if it were padded with zeros', async () => {
    expect(await prunedBits([1, 2, 3, 4, 5, 6, 7], 7, twoOfFour)).toEqual([0, 0, 1, 1, 0, 1, 1]);
    expect(await prunedBits([1, 2, 3, 4, 5, 6], 6, twoOfFour)).toEqual([0, 0, 1, 1, 1, 1]);
  });

  it('starts a block at each row', async () => {
    expect(await prunedBits([1, 2, 3, 3, 2, 1], 3, twoOfFour)).toEqual([0, 1, 1, 1, 1, 0]);
  });

  it('never counts a zero as kept', async () => {
    expect(await prunedBits([5, 0, 0, 0], 4, twoOfFour)).toEqual([1, 0, 0, 0]);
  });

  it('prunes NaN and infinity last', async () => {
    expect(await prunedBits([9, Number.NaN, 9, -Infinity], 4, twoOfFour)).toEqual([0, 1, 0, 1]);
  });
});

describe('a sparsity', () => {
  it('prunes the smallest magnitudes of the complete tensor', async () => {
    expect(await prunedBits([1, -9, 8, 2, 3, -4, 7, 6], 4, { sparsity: 0.5 })).toEqual([0, 1, 1, 0, 0, 0, 1, 1]);
  });

  it('keeps the first of equal magnitudes, so that the sparsity is met', async () => {
    expect(await prunedBits([1, 1, 1, 1], 2, { sparsity: 0.5 })).toEqual([1, 1, 0, 0]);
  });

  it('keeps at least one weight', async () => {
    expect(await prunedBits([1, 3, 2, 1], 4, { sparsity: 1 })).toEqual([0, 1, 0, 0]);
  });

  it('rounds a half to the even number of kept weights', async () => {
    expect(await prunedBits([5, 4, 3, 2, 1], 5, { sparsity: 0.5 })).toEqual([1, 1, 0, 0, 0]);
  });

  it('keeps everything at 0', async () => {
    expect(await prunedBits([1, 2, 0, 3], 4, { sparsity: 0 })).toEqual([1, 1, 0, 1]);
  });

  it('tells magnitudes apart that differ in the last bit', async () => {
    expect(await prunedBits([1, 1 + Number.EPSILON, 1, 1], 4, { sparsity: 0.75 })).toEqual([0, 1, 0, 0]);
  });
});

it('sums the energy of the tensor and of each row, and names the blocks that lose most', async () => {
  const values = memoryValues(Float64Array.from([1, 2, 3, 4, 0, 0, 5, 1, 1, 1, 1, 1]), 3, 4);
  const { energy, rows, worstBlocks } = await prunedTensor(values, twoOfFour, 4);
  expect([...rows.total]).toEqual([30, 26, 4]);
  expect([...rows.kept]).toEqual([25, 26, 2]);
  expect(energy).toEqual({ total: 60, kept: 53 });
  expect(keptShare(energy)).toBe(53 / 60);
  expect(worstBlocks).toEqual([
    { row: 0, columnStart: 0, columnEnd: 4, total: 30, kept: 25 },
    { row: 2, columnStart: 0, columnEnd: 4, total: 4, kept: 2 },
  ]);
});

it('prunes a tensor without weights', async () => {
  const { mask, energy } = await prunedTensor(memoryValues(new Float64Array(), 0, 4), { sparsity: 0.5 }, 4);
  expect(mask.words.length).toBe(0);
  expect(keptShare(energy)).toBe(1);
});

type Weights = { readonly values: Float64Array; readonly rowCount: number; readonly columnCount: number };

function randomWeights(draw: Draw): Weights {
  const [rowCount, columnCount] = [draw.between(1, 6), draw.between(1, 40)];
  // Few different values make ties, as in int8 tensors.
  const value = draw.pick(
    () => draw.between(-3, 3),
    () => draw.between(-127, 127) * 0.0078125,
    () => draw.between(-1e9, 1e9) / 7e8,
    () => draw.pick(0, -0, 1, -1, 5e-324, Number.NaN, Infinity, -Infinity),
  );
  return { values: Float64Array.from({ length: rowCount * columnCount }, value), rowCount, columnCount };
}

/** Indices by magnitude, largest first; NaN is infinite; of equal ones, the first is first. */
function byMagnitude(values: ArrayLike<number>): number[] {
  const size = (index: number) => (Number.isNaN(values[index]) ? Infinity : Math.abs(values[index]));
  return Array.from(values, (_, index) => index).sort((a, b) => (size(a) === size(b) ? a - b : size(b) - size(a)));
}

function slowBits({ values, rowCount, columnCount }: Weights, goal: PruningGoal): number[] {
  const kept = new Set<number>();
  if ('sparsity' in goal) {
    const exact = values.length * (1 - goal.sparsity);
    const half = exact % 1 === 0.5;
    const count = half ? 2 * Math.round(exact / 2) : Math.round(exact);
    for (const index of byMagnitude(values).slice(0, Math.max(1, count))) kept.add(index);
  } else {
    const { zeros, of } = goal.pattern;
    for (let row = 0; row < rowCount; row++) {
      for (let start = 0; start < columnCount; start += of) {
        const first = row * columnCount + start;
        const block = values.subarray(first, first + Math.min(of, columnCount - start));
        for (const index of byMagnitude(block).slice(0, of - zeros)) kept.add(first + index);
      }
    }
  }
  return Array.from(values, (value, index) => Number(kept.has(index) && value !== 0));
}

it('prunes 1,000 random tensors as a sort of their weights does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw = drawFrom(generate);
      const weights = randomWeights(draw);
      const of = draw.between(2, 16);
      const goal = draw.pick<PruningGoal>(
        { pattern: { zeros: draw.between(1, of - 1), of } },
        { sparsity: draw.between(0, 20) / 20 },
      );
      const read = memoryValues(weights.values, weights.rowCount, weights.columnCount, draw.between(1, 50));
      const { mask, rows } = await prunedTensor(read, goal, 4);
      const expected = slowBits(weights, goal);
      expect(bitsOf(mask)).toEqual(expected);
      const energies = Array.from(weights.values, (value, i) =>
        expected[i] && Number.isFinite(value) ? value ** 2 : 0,
      );
      const total = energies.reduce((sum, energy) => sum + energy, 0);
      expect(rows.kept.reduce((sum, energy) => sum + energy, 0)).toBeCloseTo(total, 6);
    }),
    { numRuns: 1000 },
  );
});
