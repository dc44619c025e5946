import {
  type CellLevel,
  type CellSizes,
  largestStep,
  levelSizes,
  type MagnitudeCells,
} from '../sparsity/magnitudeCells';

/** Adds up magnitudes one by one. */
export function magnitudeCellsOnCpu(view: CellSizes): MagnitudeCells {
  const { cellSize } = view;
  const sizes = levelSizes(view);
  const finest = new Float64Array(sizes[0].rowCount * sizes[0].columnCount);

  return {
    add(steps, scales, runs) {
      for (const { from, count, along, cell, cellStep } of runs) {
        for (let i = 0; i < count; i++) {
          const scale = typeof scales === 'number' ? scales : scales[from + i];
          finest[cell + Math.floor((along + i) / cellSize) * cellStep] += Math.abs(steps[from + i] * scale);
        }
      }
    },
    levels() {
      const sums = [finest];
      for (let i = 1; i < sizes.length; i++) sums.push(sumsAbove(sums[i - 1], sizes[i - 1], sizes[i]));
      const [largest] = sums.map((of, i) => replaceByMeans(of, sizes[i], view));
      return { levels: sizes.map((size, i) => ({ ...size, cells: stepsOf(sums[i], largest) })), largest };
    },
  };
}

/** Sums of 2 x 2 cells. */
function sumsAbove(
  below: Float64Array,
  { rowCount, columnCount }: Omit<CellLevel, 'cells'>,
  above: Omit<CellLevel, 'cells'>,
): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(above.rowCount * above.columnCount);
  for (let row = 0; row < rowCount; row++) {
    const into = (row >> 1) * above.columnCount;
    for (let column = 0; column < columnCount; column++) {
      sums[into + (column >> 1)] += below[row * columnCount + column];
    }
  }
  return sums;
}

/** Divides sums by the number of weights in a cell. @returns the largest finite mean */
function replaceByMeans(
  sums: Float64Array,
  { cellSize, rowCount, columnCount }: Omit<CellLevel, 'cells'>,
  view: CellSizes,
): number {
  let largest = 0;
  for (let row = 0; row < rowCount; row++) {
    const rows = Math.min(cellSize, view.rowCount - row * cellSize);
    for (let column = 0; column < columnCount; column++) {
      const at = row * columnCount + column;
      sums[at] /= rows * Math.min(cellSize, view.columnCount - column * cellSize);
      if (sums[at] > largest && Number.isFinite(sums[at])) largest = sums[at];
    }
  }
  return largest;
}

function stepsOf(means: Float64Array, largest: number): Uint16Array<ArrayBuffer> {
  const steps = new Uint16Array(means.length);
  for (let i = 0; i < means.length; i++) {
    const mean = means[i];
    if (mean === 0) continue;
    // NaN is not less than `largest`.
    steps[i] = mean < largest ? Math.max(1, Math.round((mean / largest) * largestStep)) : largestStep;
  }
  return steps;
}
