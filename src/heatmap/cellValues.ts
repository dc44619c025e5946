import { isNonZero } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { TensorMap } from '../views/tensorMap';
import { type WindowValues, windowValueAt } from '../views/windowValues';
import { type PixelSize, type Placement, viewportOf } from './viewport';

/** A number written into the cell of its weight. Lengths are pixels of the surface. */
export type CellValue = {
  /** The middle of the cell. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly row: number;
  readonly column: number;
};

/** Cells of this many CSS pixels have room for a number. */
const valuesFrom = 26;

/** The window whose numbers are to be written; undefined while cells are too small for them. */
export function valueWindow(
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
): MatrixWindow | undefined {
  return placement.scale < valuesFrom * pixelRatio ? undefined : viewportOf(placement, size, tensorMap.view);
}

/** What is stored in each weight of a window, as far as it was read. */
export function cellValues(
  tensorMap: TensorMap,
  known: WindowValues,
  { scale, x, y }: Placement,
  window: MatrixWindow,
): CellValue[] {
  const written: CellValue[] = [];
  for (let row = window.rowStart; row < window.rowEnd; row++) {
    for (let column = window.columnStart; column < window.columnEnd; column++) {
      const value = windowValueAt(known, row, column);
      // What is not stored is NaN and zero; a weight that is NaN is not zero.
      if (value === undefined || (Number.isNaN(value) && !isNonZero(tensorMap.pyramid.mask, row, column))) continue;
      const text = valueText(value);
      written.push({ x: x + (column + 0.5) * scale, y: y + (row + 0.5) * scale, text, row, column });
    }
  }
  return written;
}

/** In at most five letters, so that it fits its cell: `-128`, `.0132`, `-2e-7`. */
export function valueText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 10_000) return String(Object.is(value, -0) ? 0 : value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const magnitude = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  const rounded = Number(magnitude.toPrecision(magnitude < 0.1 ? 2 : 3));
  if (rounded < 0.001 || rounded >= 10_000) return sign + magnitude.toExponential(0).replace('e+', 'e');
  return sign + String(rounded).replace(/^0/, '');
}
