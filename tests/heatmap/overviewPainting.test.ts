import { describe, expect, it } from 'vitest';
import { overviewDots, paintOverview } from '../../src/heatmap/overviewPainting';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import type { Mask } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import { type Overview, overviewOf } from '../../src/views/overview';
import { maskFromText, maskWhere } from '../support/matrices';

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

describe('dots on an overview', () => {
  const surface = { width: 100, height: 100 };
  const single = overviewFor(maskWhere(2048, 2048, (row, column) => row === 2047 && column > 2044));

  it('mark the place of a single violating block', () => {
    const dots = overviewDots(single, { x: 10, y: 10, width: 90, height: 45 }, 3, surface);
    expect(dots).toEqual([{ x: 94, y: 49, width: 3, height: 3 }]);
  });

  it('are left out outside the surface', () => {
    expect(overviewDots(single, { x: -20, y: 0, width: 300, height: 300 }, 3, surface)).toEqual([]);
  });

  it('are one per square, for any number of violating blocks', () => {
    const all = overviewFor(maskWhere(64, 64, () => true));
    expect(overviewDots(all, { x: 0, y: 0, width: 18, height: 27 }, 3, surface)).toHaveLength(6);
    expect(overviewDots(all, { x: 0, y: 0, width: 4, height: 4 }, 3, surface)).toHaveLength(1);
  });

  it('are no more than cells', () => {
    const all = overviewFor(maskWhere(2, 4, () => true));
    expect(overviewDots(all, { x: 0, y: 0, width: 90, height: 90 }, 3, surface)).toHaveLength(8);
  });

  it('are none if all blocks conform', () => {
    const none = overviewFor(maskWhere(8, 8, (row, column) => row === column));
    expect(overviewDots(none, { x: 0, y: 0, width: 90, height: 90 }, 3, surface)).toEqual([]);
  });
});
