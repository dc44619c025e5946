import { describe, expect, it } from 'vitest';
import { paintOverview } from '../../src/heatmap/overviewPainting';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import type { Mask } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import { type Overview, overviewOf } from '../../src/views/overview';
import { maskFromText, maskWhere, seededRandom } from '../support/matrices';

const ownSteps = Uint32Array.from({ length: 256 }, (_, step) => step);

function overviewFor(mask: Mask): Overview {
  return overviewOf(mask, summaryOnCpu(mask, twoOfFour));
}

/** The density step of each pixel, line by line. */
function painted(overview: Overview, width: number, height: number): number[][] {
  const pixels = new Uint32Array(width * height).fill(999);
  paintOverview(pixels, { width, height }, overview, ownSteps);
  return Array.from({ length: height }, (_, y) => [...pixels.subarray(y * width, (y + 1) * width)]);
}

describe('a painted overview', () => {
  const overview = overviewFor(maskFromText(['#...', '##..', '..##', '...#']));

  it('has the mean of the cells in a pixel', () => {
    expect(painted(overview, 2, 2)).toEqual([
      [191, 0],
      [0, 191],
    ]);
    expect(painted(overview, 1, 4)).toEqual([[64], [128], [128], [64]]);
  });

  it('repeats a cell in all its pixels', () => {
    expect(painted(overview, 8, 4)[1]).toEqual([255, 255, 255, 255, 0, 0, 0, 0]);
  });

  it('uses each cell also if cells and pixels do not divide evenly', () => {
    const one = overviewFor(maskWhere(7, 7, (row, column) => row === 6 && column === 2));
    expect(
      painted(one, 3, 3)
        .flat()
        .filter((step) => step > 0),
    ).toHaveLength(1);
  });

  it('of an empty tensor leaves pixels unchanged', () => {
    expect(painted(overviewFor(maskWhere(0, 4, () => true)), 1, 1)).toEqual([[999]]);
  });
});

describe('the tint of an overview', () => {
  const size = { width: 28, height: 20 };
  const black = new Uint32Array(256).fill(0xff000000);

  /** How strongly each pixel is tinted, 0 to 1. */
  function tints(mask: Mask, surface = size): number[] {
    const pixels = new Uint32Array(surface.width * surface.height);
    const counts = summaryOnCpu(mask, twoOfFour);
    paintOverview(pixels, surface, overviewOf(mask, counts), black, { color: '#ff0000', counts });
    return Array.from(pixels, (pixel) => (pixel & 0xff) / 255);
  }
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  /** Blocks of four with three non-zeros if they violate, otherwise with one. */
  function withShare(share: number, rows: number, columns: number): Mask {
    const random = seededRandom(3);
    let violates = false;
    return maskWhere(rows, columns, (_, column) => {
      if (column % 4 === 0) violates = random() < share;
      return column % 4 < (violates ? 3 : 1);
    });
  }

  it.each([0.05, 0.2, 0.5])('adds up to the share of violating blocks (%d)', (share) => {
    for (const surface of [size, { width: 200, height: 150 }, { width: 4, height: 4 }]) {
      const shown = tints(withShare(share, 800, 1200), surface);
      const strongest = 0.85 - 0.15 * share;
      expect(mean(shown) / strongest).toBeGreaterThan(share * 0.85);
      expect(mean(shown) / strongest).toBeLessThan(share * 1.15 + 0.01);
    }
  });

  it('is even where violations are, not in a lattice', () => {
    const shown = tints(maskWhere(400, 560, (row, column) => row < 200 && column < 280));
    const corner = (x: number, y: number) => shown[y * 28 + x];
    expect(corner(3, 3)).toBeGreaterThan(0.5);
    expect(corner(20, 3)).toBe(0);
    expect(corner(3, 15)).toBe(0);
    expect(new Set(shown).size).toBe(2);
  });

  it('shows a single violating block among a million clearly, in one pixel', () => {
    const shown = tints(maskWhere(2048, 2048, (row, column) => row === 2047 && column > 2044));
    expect(shown.filter((tint) => tint > 0)).toEqual([shown.at(-1)]);
    expect(shown.at(-1)).toBeGreaterThan(0.8);
  });

  it('is not painted without a mark', () => {
    const pixels = new Uint32Array(4);
    paintOverview(pixels, { width: 2, height: 2 }, overviewFor(maskWhere(8, 8, () => true)), black);
    expect(new Set(pixels)).toEqual(new Set([0xff000000]));
  });
});
