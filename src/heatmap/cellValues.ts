import { isNonZero } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { TensorMap } from '../views/tensorMap';
import { type WindowValues, windowValueAt } from '../views/windowValues';
import { type PixelSize, type Placement, viewportOf } from './viewport';

/** A number in the cell of its weight. Lengths are pixels of the surface. */
export type CellValue = {
  /** Center of the cell. */
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly row: number;
  readonly column: number;
};

// CSS pixels of a cell that has room for a number.
const minValueScale = 26;

/** The window of the numbers to write; undefined if cells are too small for numbers. */
export function valueWindow(
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
): MatrixWindow | undefined {
  return placement.scale < minValueScale * pixelRatio ? undefined : viewportOf(placement, size, tensorMap.view);
}

/** The stored value of each weight of a window, if it is in `known`. */
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
      // NaN with a zero bit in the mask: the encoding does not store this weight.
      if (value === undefined || (Number.isNaN(value) && !isNonZero(tensorMap.pyramid.mask, row, column))) continue;
      const text = valueText(value);
      written.push({ x: x + (column + 0.5) * scale, y: y + (row + 0.5) * scale, text, row, column });
    }
  }
  return written;
}

/** A value in at most six characters, so that it fits a cell: `-128`, `.0132`, `-2e-7`. */
export function valueText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 10_000) return String(Object.is(value, -0) ? 0 : value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞';
  const magnitude = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  const rounded = Number(magnitude.toPrecision(magnitude < 0.1 ? 2 : 3));
  if (rounded < 0.001 || rounded >= 10_000) return sign + magnitude.toExponential(0).replace('e+', 'e');
  return sign + String(rounded).replace(/^0/, '');
}
