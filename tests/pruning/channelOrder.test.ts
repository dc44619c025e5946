import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { channelOrder } from '../../src/pruning/channelOrder';
import { keptShare, prunedTensor } from '../../src/pruning/prunedTensor';
import { memoryValues } from '../support/memoryValues';
import { drawFrom } from '../support/randomDraw';

const pattern = { zeros: 2, of: 4 };

it('spreads large channels over the blocks', async () => {
  // The first block has all large channels: half of them are lost as stored, and none in another order.
  const values = memoryValues(Float64Array.from([9, 9, 9, 9, 1, 1, 1, 1]), 1, 8);
  const found = await channelOrder(values, pattern);
  expect(found?.keptBefore).toBeCloseTo((2 * 81 + 2) / (4 * 81 + 4));
  expect(found?.kept).toBeCloseTo((4 * 81) / (4 * 81 + 4));
});

it('keeps everything of weights that follow the pattern', async () => {
  // Sums of these squares in another order differ in the last bits.
  const values = Float64Array.from({ length: 4000 }, (_, i) => (i % 4 < 2 ? 0 : 0.1 * ((i * 7) % 13)));
  const found = await channelOrder(memoryValues(values, 40, 100), pattern);
  expect(found).toMatchObject({ keptBefore: 1, kept: 1 });
});

it('has no answer for a single block', async () => {
  expect(await channelOrder(memoryValues(Float64Array.of(1, 2, 3, 4), 1, 4), pattern)).toBeUndefined();
});

it('has no answer for blocks of more than 16, whose search takes too long', async () => {
  const values = memoryValues(new Float64Array(128).fill(1), 1, 128);
  expect(await channelOrder(values, { zeros: 8, of: 16 })).toBeDefined();
  expect(await channelOrder(values, { zeros: 16, of: 32 })).toBeUndefined();
});

it('is canceled', async () => {
  const values = memoryValues(new Float64Array(64).fill(1), 2, 32);
  await expect(channelOrder(values, pattern, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});

describe('of random tensors', () => {
  it('is a permutation that keeps what pruning in this order keeps, and never less than as stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (generate) => {
        const draw = drawFrom(generate);
        const [rowCount, columnCount] = [draw.between(1, 5), draw.between(5, 30)];
        const values = Float64Array.from({ length: rowCount * columnCount }, () => draw.between(-50, 50));
        const found = (await channelOrder(memoryValues(values, rowCount, columnCount), pattern))!;
        expect([...found.order].sort((a, b) => a - b)).toEqual(Array.from({ length: columnCount }, (_, i) => i));
        const reordered = Float64Array.from(values, (_, element) => {
          const [row, column] = [Math.floor(element / columnCount), element % columnCount];
          return values[row * columnCount + found.order[column]];
        });
        const share = async (weights: Float64Array) =>
          keptShare((await prunedTensor(memoryValues(weights, rowCount, columnCount), { pattern }, 4)).energy);
        expect(found.kept).toBeCloseTo(await share(reordered));
        expect(found.keptBefore).toBeCloseTo(await share(values));
        expect(found.kept).toBeGreaterThanOrEqual(found.keptBefore);
      }),
      { numRuns: 100 },
    );
  });
});
