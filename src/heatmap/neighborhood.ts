import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import type { BlockPlace } from '../sparsity/violations';
import { blockInView } from '../views/blocksInView';
import type { TensorMap } from '../views/tensorMap';

/** A window around a block. It has the same size for all blocks, also in the corners of the matrix. */
export function windowAround(place: BlockPlace, { view, summary }: TensorMap): MatrixWindow {
  const of = blockSizeOf(summary.pattern).columns;
  const cells = blockInView(view, place, of)!;
  // About nine blocks along a line, and eight lines for each weight of a block, which is roughly square.
  const [down, right] = view.transposed ? [9 * of, 8 * of + 1] : [8 * of + 1, 9 * of];
  const [rowStart, rowEnd] = spanAround(cells.rowStart, cells.rowEnd, down, view.rowCount);
  const [columnStart, columnEnd] = spanAround(cells.columnStart, cells.columnEnd, right, view.columnCount);
  return { rowStart, rowEnd, columnStart, columnEnd };
}

function spanAround(from: number, to: number, length: number, total: number): [number, number] {
  const start = Math.max(0, Math.min(Math.floor((from + to - length) / 2), total - length));
  return [start, Math.min(total, start + length)];
}
