import { describe, expect, it } from 'vitest';
import { constantSparsity, sparsityMByN, trainingMask } from '../../src/training/masks';
import { randomNumbers } from '../../src/training/random';

function randomValues(length: number): Float32Array {
  const random = randomNumbers(7);
  return Float32Array.from({ length }, () => 2 * random() - 1);
}

describe('sparsityMByN', () => {
  it('prunes along the inputs of a kernel, not along its outputs', async () => {
    // [4 inputs, 2 outputs]: the columns are 1 -4 3 2 and 8 7 -6 5.
    const kernel = Float32Array.of(1, 8, -4, 7, 3, -6, 2, 5);
    expect([...(await trainingMask(kernel, [4, 2], sparsityMByN(2, 4)))]).toEqual([0, 1, 1, 1, 1, 0, 0, 0]);
  });

  it('keeps the two largest of every four input channels of each tap and output of a filter', async () => {
    const [height, width, inputs, outputs] = [3, 2, 8, 5];
    const values = randomValues(height * width * inputs * outputs);
    const mask = await trainingMask(values, [height, width, inputs, outputs], sparsityMByN(2, 4));
    const indexOf = (tap: number, input: number, output: number) => (tap * inputs + input) * outputs + output;
    for (let tap = 0; tap < height * width; tap++) {
      for (let output = 0; output < outputs; output++) {
        for (let first = 0; first < inputs; first += 4) {
          const block = [0, 1, 2, 3].map((step) => indexOf(tap, first + step, output));
          const bySize = block.toSorted((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!));
          expect(bySize.map((index) => mask[index])).toEqual([1, 1, 0, 0]);
        }
      }
    }
  });
});

describe('constantSparsity', () => {
  it('keeps the largest share of all weights', async () => {
    const values = randomValues(5 * 5 * 1 * 32);
    const mask = await trainingMask(values, [5, 5, 1, 32], constantSparsity(0.5));
    expect(mask.reduce((sum, kept) => sum + kept, 0)).toBe(400);
    const sizes = (kept: number) => [...values].filter((_, index) => mask[index] === kept).map(Math.abs);
    expect(Math.min(...sizes(1))).toBeGreaterThan(Math.max(...sizes(0)));
  });
});
