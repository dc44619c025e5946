import { dequantizationScales, dequantize, dequantizedValue } from '../tflite/weights/dequantization';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';
import { type MatrixView, placeInLines } from './matrixView';

/**
 * Magnitudes of the weights in a view: abs(dequantized w), or the mean over the weights of a cell, zeros included. Plain data. Cells are in units
 * of `largest` / 65,535. A cell is 0 only if all its weights are 0. NaN and infinity count as `largest`.
 */
export type Magnitudes = {
  readonly levels: readonly MagnitudeLevel[];
  /** The largest finite value of a cell of the finest level. 0 if all weights are 0. */
  readonly largest: number;
};

type MagnitudeLevel = {
  /** Weights along a side of a cell: 1, 2, 4, ... */
  readonly cellSize: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** [rowCount, columnCount] */
  readonly cells: Uint16Array<ArrayBuffer>;
};

export const largestStep = 65_535;

// Of the finest level. Larger views have several weights in a cell.
const maxCells = 1 << 22;

/**
 * @param onProgress share, 0 to 1; called for dense tensors only
 * @throws ModelError
 */
export async function magnitudesOf(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  view: MatrixView,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<Magnitudes> {
  const sums = sumsOfView(view);
  const scales = dequantizationScales(stored);
  const { rowCount, columnCount } = stored.tensor;
  const elements = rowCount * columnCount;
  if (sparse) {
    for await (const { elements: at, values } of stepLeaves(stored, sparse, signal)) {
      for (let i = 0; i < values.length; i++) {
        addRun(sums, view, at[i], [Math.abs(dequantizedValue(scales, values[i], at[i]))]);
      }
    }
  } else {
    for await (const { first, values } of stepParts(stored, 0, elements, signal)) {
      dequantize(scales, values, first);
      for (let i = 0; i < values.length; i++) values[i] = Math.abs(values[i]);
      for (let start = 0; start < values.length; ) {
        const end = Math.min(values.length, start + columnCount - ((first + start) % columnCount));
        addRun(sums, view, first + start, values.subarray(start, end));
        start = end;
      }
      onProgress?.((first + values.length) / elements);
    }
  }
  return quantizedMeans(levelsFrom(sums), view);
}

/**
 * A matrix of magnitudes in memory.
 * @param magnitudes [rowCount, columnCount], abs(w)
 */
export function magnitudesOfGrid(magnitudes: Float32Array, rowCount: number, columnCount: number): Magnitudes {
  const sums = { cellSize: 1, rowCount, columnCount, sums: Float64Array.from(magnitudes) };
  return quantizedMeans([sums], { rowCount, columnCount });
}

type Sums = {
  readonly cellSize: number;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly sums: Float64Array;
};

function sumsOfView({ rowCount, columnCount }: MatrixView): Sums {
  let cellSize = 1;
  while (Math.ceil(rowCount / cellSize) * Math.ceil(columnCount / cellSize) > maxCells) cellSize *= 2;
  const size = { rowCount: Math.ceil(rowCount / cellSize), columnCount: Math.ceil(columnCount / cellSize) };
  return { cellSize, ...size, sums: new Float64Array(size.rowCount * size.columnCount) };
}

/** Adds consecutive weights of one row of the weight matrix, which lie in one line of a view, if in any. */
function addRun(
  { sums, cellSize, columnCount }: Sums,
  view: MatrixView,
  element: number,
  run: ArrayLike<number>,
): void {
  const place = placeInLines(view.lines, element);
  if (!place || view.lines.rowLength === 0) return;
  const { line, along: start } = place;
  const across = Math.floor(line / cellSize);
  const [base, step] = view.transposed ? [across, columnCount] : [across * columnCount, 1];
  for (let i = 0; i < run.length; i++) sums[base + Math.floor((start + i) / cellSize) * step] += run[i];
}

/** The finest level and the levels above it. Each sums 2 x 2 cells of the one before. */
function levelsFrom(finest: Sums): Sums[] {
  const levels = [finest];
  for (let level = finest; level.rowCount > 1 || level.columnCount > 1; ) {
    const rowCount = Math.ceil(level.rowCount / 2);
    const columnCount = Math.ceil(level.columnCount / 2);
    const sums = new Float64Array(rowCount * columnCount);
    for (let row = 0; row < level.rowCount; row++) {
      const into = (row >> 1) * columnCount;
      for (let column = 0; column < level.columnCount; column++) {
        sums[into + (column >> 1)] += level.sums[row * level.columnCount + column];
      }
    }
    level = { cellSize: level.cellSize * 2, rowCount, columnCount, sums };
    levels.push(level);
  }
  return levels;
}

/** Divides sums by the number of weights in a cell, and quantizes the means. */
function quantizedMeans(levels: readonly Sums[], view: Pick<MatrixView, 'rowCount' | 'columnCount'>): Magnitudes {
  let largest = 0;
  for (const level of levels) {
    const { cellSize, rowCount, columnCount, sums } = level;
    for (let row = 0; row < rowCount; row++) {
      const rows = Math.min(cellSize, view.rowCount - row * cellSize);
      for (let column = 0; column < columnCount; column++) {
        const mean =
          sums[row * columnCount + column] / (rows * Math.min(cellSize, view.columnCount - column * cellSize));
        sums[row * columnCount + column] = mean;
        if (level === levels[0] && mean > largest && Number.isFinite(mean)) largest = mean;
      }
    }
  }
  return {
    largest,
    levels: levels.map(({ sums, ...level }) => ({ ...level, cells: stepsOf(sums, largest) })),
  };
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
