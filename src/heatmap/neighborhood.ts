import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import type { BlockPlace } from '../sparsity/violations';
import { blockInView } from '../views/blocksInView';
import type { TensorMap } from '../views/tensorMap';

/** A block among its neighbors: the same number of rows and columns for each, also in the corners. */
export function windowAround(place: BlockPlace, { view, summary }: TensorMap): MatrixWindow {
  const of = blockSizeOf(summary.pattern).columns;
  const cells = blockInView(view, place, of)!;
  // Along a line about nine blocks, across about eight lines for each weight of a block.
  const [down, right] = view.transposed ? [9 * of, 8 * of + 1] : [8 * of + 1, 9 * of];
  const [rowStart, rowEnd] = spanAround(cells.rowStart, cells.rowEnd, down, view.rowCount);
  const [columnStart, columnEnd] = spanAround(cells.columnStart, cells.columnEnd, right, view.columnCount);
  return { rowStart, rowEnd, columnStart, columnEnd };
}

function spanAround(from: number, to: number, length: number, total: number): [number, number] {
  const start = Math.max(0, Math.min(Math.floor((from + to - length) / 2), total - length));
  return [start, Math.min(total, start + length)];
}
