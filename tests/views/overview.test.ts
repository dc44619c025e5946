import { describe, expect, it } from 'vitest';
import { pyramidOnCpu } from '../../src/kernels/pyramid.cpu';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { isNonZero, type Mask } from '../../src/sparsity/mask';
import { twoOfFour, type ZerosPattern } from '../../src/sparsity/pattern';
import { densityStep, type Overview, overviewOf } from '../../src/views/overview';
import { maskWhere, seededRandom } from '../support/matrices';

function overviewFor(mask: Mask, pattern: ZerosPattern = twoOfFour): Overview {
  return overviewOf(mask, summaryOnCpu(mask, pattern));
}

/** The overview by a plain loop over the weights. */
function expectedOf(mask: Mask, pattern: ZerosPattern, { cellSize, rowCount, columnCount }: Overview) {
  const { violations } = summaryOnCpu(mask, pattern);
  const counts = new Array<number>(rowCount * columnCount).fill(0);
  const covered = new Array<number>(rowCount * columnCount).fill(0);
  const blocks = counts.map(() => ({ all: new Set<number>(), broken: new Set<number>() }));
  for (let row = 0; row < mask.rowCount; row++) {
    for (let column = 0; column < mask.columnCount; column++) {
      const cell = Math.floor(row / cellSize) * columnCount + Math.floor(column / cellSize);
      covered[cell]++;
      if (isNonZero(mask, row, column)) counts[cell]++;
      const block = Math.floor(column / pattern.of);
      blocks[cell].all.add(row * mask.columnCount + block);
      if (isNonZero(violations, row, block)) blocks[cell].broken.add(row * mask.columnCount + block);
    }
  }
  return {
    shares: counts.map((count, cell) => densityStep(count, covered[cell])),
    violating: blocks.map(({ all, broken }) => densityStep(broken.size, all.size)),
  };
}

describe('an overview', () => {
  it.each([
    [1, 1, 1],
    [128, 128, 1],
    [7, 2500, 2],
    [131, 257, 2],
    [300, 310, 4],
    [1000, 999, 8],
    [5000, 3, 1],
    [5000, 70, 8],
    [1, 70_000, 8],
    [1, 600_001, 64],
    [1500, 1499, 16],
    [2049, 2049, 32],
  ])('of %i x %i counts every weight once, in cells of %i a side', (rowCount, columnCount, cellSize) => {
    const random = seededRandom(rowCount + columnCount);
    for (const pattern of [twoOfFour, { zeros: 4, of: 7 }]) {
      const mask = maskWhere(rowCount, columnCount, (row) => random() < (row % 5 === 0 ? 0.01 : 0.4));
      const overview = overviewFor(mask, pattern);
      expect(overviewOf(mask, summaryOnCpu(mask, pattern), pyramidOnCpu(mask))).toEqual(overview);
      const expected = expectedOf(mask, pattern, overview);
      expect(overview.cellSize).toBe(cellSize);
      expect(overview.rowCount * overview.columnCount).toBeLessThanOrEqual(128 * 128);
      expect([...overview.shares]).toEqual(expected.shares);
      expect([...(overview.violating ?? expected.shares.map(() => 0))]).toEqual(expected.violating);
    }
  });

  it('divides the count of cells at the edge by their size', () => {
    const { cellSize, shares } = overviewFor(maskWhere(129, 131, () => true));
    expect(cellSize).toBe(2);
    expect(new Set(shares)).toEqual(new Set([255]));
  });

  it('never rounds away a single weight or a single zero', () => {
    const single = overviewFor(maskWhere(2048, 2048, (row, column) => row === 1000 && column === 77));
    expect([...single.shares].filter((share) => share > 0)).toEqual([1]);
    const missing = overviewFor(maskWhere(2048, 2048, (row, column) => row !== 1000 || column !== 77));
    expect([...missing.shares].filter((share) => share < 255)).toEqual([254]);
  });

  it('shows one violating block among a million', () => {
    const mask = maskWhere(2048, 2048, (row, column) => row === 2047 && column > 2044);
    const { violating } = overviewFor(mask);
    expect([...violating!].flatMap((share, cell) => (share > 0 ? [[cell, share]] : []))).toEqual([[128 * 128 - 1, 4]]);
  });

  it('counts a violating block in all cells that contain a part of it', () => {
    const mask = maskWhere(1, 16, (_, column) => column >= 6 && column < 9);
    const { violating } = overviewFor(mask, { zeros: 4, of: 6 });
    expect([...violating!].join(' ')).toBe('0 0 0 0 0 0 255 255 255 255 255 255 0 0 0 0');
  });

  it('has no marks if all blocks conform, and no cells without weights', () => {
    expect(overviewFor(maskWhere(4, 4, (row, column) => row === column)).violating).toBeUndefined();
    expect(overviewFor(maskWhere(0, 5, () => true))).toMatchObject({ rowCount: 0, shares: new Uint8Array() });
  });
});
