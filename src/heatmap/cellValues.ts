import { isNonZero } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { TensorMap } from '../views/tensorMap';
import { type WindowValues, windowValueAt } from '../views/windowValues';
import { columnTiles, rowTiles, startPosition } from './axisTiles';
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
// Width of a character of the monospaced font, in its size. Fonts in use have 0.55 to 0.61.
export const characterWidth = 0.62;
// Share of a cell that a number can fill: the rest is the gap to its neighbors.
const filledShare = 0.9;

/** Size of the font of numbers, in pixels of the surface. @param scale of the surface */
export function valueFontSize(scale: number, pixelRatio: number): number {
  return Math.min(13 * pixelRatio, scale / 2.9);
}

/** The window of the numbers to write; undefined if cells are too small for numbers. */
export function valueWindow(
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
): MatrixWindow | undefined {
  return placement.scale < minValueScale * pixelRatio ? undefined : viewportOf(placement, size, tensorMap.view);
}

/** The stored value of each weight of a window, if it is in `known` and fits its cell. */
export function cellValues(
  tensorMap: TensorMap,
  known: WindowValues,
  { scale, x, y, tiles }: Placement,
  window: MatrixWindow,
  pixelRatio: number,
): CellValue[] {
  const maxLength = Math.floor((scale * filledShare) / (characterWidth * valueFontSize(scale, pixelRatio)));
  const written: CellValue[] = [];
  const [rows, columns] = [rowTiles(tiles), columnTiles(tiles)];
  for (let row = window.rowStart; row < window.rowEnd; row++) {
    for (let column = window.columnStart; column < window.columnEnd; column++) {
      const value = windowValueAt(known, row, column);
      // NaN with a zero bit in the mask: the encoding does not store this weight.
      if (value === undefined || (Number.isNaN(value) && !isNonZero(tensorMap.pyramid.mask, row, column))) continue;
      const text = valueText(value, maxLength);
      if (text === undefined) continue;
      const across = (startPosition(column, columns) + 0.5) * scale;
      const down = (startPosition(row, rows) + 0.5) * scale;
      written.push({ x: x + across, y: y + down, text, row, column });
    }
  }
  return written;
}

/** A value in at most six characters, or fewer with fewer digits: `-128`, `.0132`, `-2e-7`. Undefined if no form is that short. */
export function valueText(value: number, maxLength = 6): string | undefined {
  return textsOf(value).find((text) => text.length <= maxLength);
}

/** Texts of a value, from exact to short. */
function textsOf(value: number): string[] {
  if (!Number.isFinite(value)) return [Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞'];
  if (value === 0) return ['0'];
  const magnitude = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  const exponential = sign + magnitude.toExponential(0).replace('e+', 'e');
  if (Number.isInteger(value) && magnitude < 10_000) return [String(value), exponential];
  const plain = (magnitude < 0.1 ? [2, 1] : [3, 2, 1]).map((digits) => Number(magnitude.toPrecision(digits)));
  if (plain[0] < 0.001 || plain[0] >= 10_000) return [exponential];
  return [...plain.map((rounded) => sign + String(rounded).replace(/^0/, '')), exponential];
}
