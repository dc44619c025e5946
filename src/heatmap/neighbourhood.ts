import type { Picture } from '../sparsity/picture';
import type { BlockPlace } from '../sparsity/violations';
import type { Viewport } from './viewport';

/** A block among its neighbours: the same number of rows and columns for each, also in the corners. */
export function windowAround({ row, block }: BlockPlace, { view, summary }: Picture): Viewport {
  const { of } = summary.pattern;
  const [rowStart, rowEnd] = spanAround(row, 8 * of + 1, view.rowCount);
  const [columnStart, columnEnd] = spanAround((block + 0.5) * of, 9 * of, view.columnCount);
  return { rowStart, rowEnd, columnStart, columnEnd };
}

function spanAround(middle: number, length: number, total: number): [number, number] {
  const start = Math.max(0, Math.min(Math.floor(middle - (length - 1) / 2), total - length));
  return [start, Math.min(total, start + length)];
}
