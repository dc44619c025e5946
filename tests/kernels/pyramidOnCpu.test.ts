import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pyramidOnCpu } from '../../src/kernels/pyramid.cpu';
import { isNonZero, nonZeroCount } from '../../src/sparsity/mask';
import type { Level } from '../../src/sparsity/pyramid';
import { maskFromText, maskWhere, seededRandom } from '../support/matrices';

function countsOf({ counts, rowCount, columnCount }: Level): number[][] {
  return Array.from({ length: rowCount }, (_, row) => [...counts.subarray(row * columnCount, (row + 1) * columnCount)]);
}

describe('the density pyramid', () => {
  it('counts squares of 4, then of 8, up to a single cell', () => {
    const { levels } = pyramidOnCpu(
      maskFromText([
        '#...##..#', //
        '.#......#',
        '#########',
        '.........',
        '#.......#',
      ]),
    );
    expect(levels.map(({ cellSize }) => cellSize)).toEqual([4, 8, 16]);
    expect(levels.map(countsOf)).toEqual([
      [
        [6, 6, 3],
        [1, 0, 1],
      ],
      [[13, 4]],
      [[17]],
    ]);
  });

  it('has one cell for one weight, and none without weights', () => {
    expect(pyramidOnCpu(maskFromText(['#'])).levels.map(countsOf)).toEqual([[[1]]]);
    expect(pyramidOnCpu(maskFromText([])).levels).toEqual([]);
  });

  it('has the same total on every level for every size', () => {
    const size = fc.integer({ min: 1, max: 150 });
    const property = fc.property(size, size, fc.integer(), (rowCount, columnCount, seed) => {
      const random = seededRandom(seed);
      const mask = maskWhere(rowCount, columnCount, () => random() < 0.6);
      const totals = pyramidOnCpu(mask).levels.map(({ counts }) => [...counts].reduce((sum, count) => sum + count));
      expect(totals.length).toBeGreaterThan(0);
      expect(new Set(totals)).toEqual(new Set([nonZeroCount(mask)]));
    });
    fc.assert(property, { numRuns: 100 });
  });

  it('counts the non-zero weights of each cell on each level', () => {
    const random = seededRandom(1);
    const mask = maskWhere(37, 61, () => random() < 0.5);
    const { levels } = pyramidOnCpu(mask);
    expect(levels.map(({ cellSize }) => cellSize)).toEqual([4, 8, 16, 32, 64]);
    for (const { cellSize, rowCount, columnCount, counts } of levels) {
      const expected = new Array(rowCount * columnCount).fill(0);
      for (let row = 0; row < 37; row++) {
        for (let column = 0; column < 61; column++) {
          const cell = Math.floor(row / cellSize) * columnCount + Math.floor(column / cellSize);
          if (isNonZero(mask, row, column)) expected[cell]++;
        }
      }
      expect([...counts]).toEqual(expected);
    }
  });

  it('has wide enough counts for full cells of 16 x 16 and 256 x 256 weights', () => {
    const { levels } = pyramidOnCpu(maskWhere(256, 256, () => true));
    expect(levels.map(({ counts }) => counts[0])).toEqual([16, 64, 256, 1024, 4096, 16384, 65536]);
  });
});
