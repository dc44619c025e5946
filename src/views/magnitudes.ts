import type { Engine } from '../sparsity/engine';
import { type CellLevel, type CellRun, cellsAlong } from '../sparsity/magnitudeCells';
import { channelValue } from '../tflite/weights/channels';
import { dequantizationScales, scalesOf } from '../tflite/weights/dequantization';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';
import { type MatrixView, placeInLines } from './matrixView';

/**
 * Magnitudes of the weights in a view: abs(dequantized w), or the mean over the weights of a cell, zeros included. Plain data. Cells are in units
 * of `largest` / 65,535. A cell is 0 only if all its weights are 0. NaN and infinity count as `largest`.
 */
export type Magnitudes = {
  readonly levels: readonly CellLevel[];
  /** The largest finite value of a cell of the finest level. 0 if all weights are 0. */
  readonly largest: number;
};

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
  engine: Pick<Engine, 'magnitudeCells'>,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<Magnitudes> {
  const cellSize = cellSizeOf(view);
  const cells = engine.magnitudeCells({ cellSize, rowCount: view.rowCount, columnCount: view.columnCount });
  const scales = dequantizationScales(stored);
  const { rowCount, columnCount } = stored.tensor;
  const weights = rowCount * columnCount;
  if (sparse) {
    for await (const { elements, values } of stepLeaves(stored, sparse, signal)) {
      const runs = Array.from(elements, (element, i) => runOf(view, cellSize, element, 1, i));
      const each = elements.map((element) => channelValue(scales, element));
      cells.add(
        values,
        each,
        runs.filter((run) => run !== undefined),
      );
    }
  } else {
    for await (const { first, values } of stepParts(stored, 0, weights, signal)) {
      const runs: CellRun[] = [];
      for (let start = 0; start < values.length; ) {
        const end = Math.min(values.length, start + columnCount - ((first + start) % columnCount));
        const run = runOf(view, cellSize, first + start, end - start, start);
        if (run) runs.push(run);
        start = end;
      }
      cells.add(values, scalesOf(scales, first, values.length), runs);
      onProgress?.((first + values.length) / weights);
    }
  }
  return cells.levels();
}

/** The finest cells of a view: larger views have several weights in a cell. */
function cellSizeOf({ rowCount, columnCount }: MatrixView): number {
  let cellSize = 1;
  while (cellsAlong(rowCount, cellSize) * cellsAlong(columnCount, cellSize) > maxCells) cellSize *= 2;
  return cellSize;
}

/**
 * Where the cells of consecutive weights are.
 * @param element index of the first one in the tensor
 * @param weights all of them in one row of the weight matrix, so they are in one line of a view, if in any
 * @param from position of the first one in the steps
 */
function runOf(
  { lines, transposed, columnCount }: MatrixView,
  cellSize: number,
  element: number,
  weights: number,
  from: number,
): CellRun | undefined {
  const place = placeInLines(lines, element);
  if (!place || lines.rowLength === 0) return undefined;
  const across = Math.floor(place.line / cellSize);
  const columns = cellsAlong(columnCount, cellSize);
  const line = transposed ? { cell: across, cellStep: columns } : { cell: across * columns, cellStep: 1 };
  return { from, count: weights, along: place.along, ...line };
}
