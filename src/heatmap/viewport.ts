import type { MatrixWindow } from '../sparsity/matrixWindow';
import { formatCount } from '../sparsity/verdict';

export type MatrixSize = { readonly rowCount: number; readonly columnCount: number };

/** Pixels: CSS or device pixels, as the caller documents. */
export type PixelSize = { readonly width: number; readonly height: number };

/** A part of a surface, in pixels. */
export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The place of a matrix on a surface: weight (row, column) begins at (x + column * scale, y + row * scale). Cells are square. */
export type Placement = { readonly scale: number; readonly x: number; readonly y: number };

/** Maximum of the scale of the map, CSS pixels per weight. */
export const closestScale = 64;

export function completeWindow({ rowCount, columnCount }: MatrixSize): MatrixWindow {
  return { rowStart: 0, rowEnd: rowCount, columnStart: 0, columnEnd: columnCount };
}

/** The part of a window inside the matrix, rounded outward to integers; the complete matrix if that is empty. */
export function clippedWindow(window: MatrixWindow, { rowCount, columnCount }: MatrixSize): MatrixWindow {
  const clipped = {
    rowStart: Math.max(0, Math.floor(window.rowStart)),
    rowEnd: Math.min(rowCount, Math.ceil(window.rowEnd)),
    columnStart: Math.max(0, Math.floor(window.columnStart)),
    columnEnd: Math.min(columnCount, Math.ceil(window.columnEnd)),
  };
  const empty = clipped.rowStart >= clipped.rowEnd || clipped.columnStart >= clipped.columnEnd;
  return empty ? completeWindow({ rowCount, columnCount }) : clipped;
}

/** The window that is shown: the requested one, or the complete matrix. */
export function shownWindow(matrix: MatrixSize, requested: MatrixWindow | undefined): MatrixWindow {
  return requested ? clippedWindow(requested, matrix) : completeWindow(matrix);
}

/** The largest size in a room with the proportions of the matrix. Both sides are at least `shortestSide`. */
export function fittedSize({ rowCount, columnCount }: MatrixSize, room: PixelSize, shortestSide: number): PixelSize {
  const scale = Math.min(room.width / Math.max(1, columnCount), room.height / Math.max(1, rowCount));
  return {
    width: Math.max(shortestSide, Math.round(columnCount * scale)),
    height: Math.max(shortestSide, Math.round(rowCount * scale)),
  };
}

/** `rows 0 to 23 of 1,024, columns 0 to 23 of 3,136`, ends inclusive, or `all 1,024 × 3,136 weights`. */
export function windowText({ rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow, matrix: MatrixSize): string {
  const { rowCount, columnCount } = matrix;
  if (rowEnd - rowStart === rowCount && columnEnd - columnStart === columnCount) {
    return `all ${formatCount(rowCount)} × ${formatCount(columnCount)} weights`;
  }
  const rows = `rows ${formatCount(rowStart)} to ${formatCount(rowEnd - 1)} of ${formatCount(rowCount)}`;
  return `${rows}, columns ${formatCount(columnStart)} to ${formatCount(columnEnd - 1)} of ${formatCount(columnCount)}`;
}

/** Fits a complete window into a surface, centered. @param size CSS pixels */
export function fittedPlacement(window: MatrixWindow, size: PixelSize): Placement {
  const rows = Math.max(1, window.rowEnd - window.rowStart);
  const columns = Math.max(1, window.columnEnd - window.columnStart);
  const scale = Math.min(size.width / columns, size.height / rows, closestScale);
  return {
    scale,
    x: (size.width - columns * scale) / 2 - window.columnStart * scale,
    y: (size.height - rows * scale) / 2 - window.rowStart * scale,
  };
}

/** The window in view, including weights that an edge cuts. */
export function viewportOf({ scale, x, y }: Placement, size: PixelSize, matrix: MatrixSize): MatrixWindow {
  // Tolerance for rounding errors, which would add a row.
  const slack = 1e-6;
  return clippedWindow(
    {
      rowStart: -y / scale + slack,
      rowEnd: (size.height - y) / scale - slack,
      columnStart: -x / scale + slack,
      columnEnd: (size.width - x) / scale - slack,
    },
    matrix,
  );
}

/** A cell of the drawn matrix. */
export type Place = { readonly row: number; readonly column: number };

/** The cell under a point; undefined outside the matrix. */
export function weightAt(placement: Placement, matrix: MatrixSize, x: number, y: number): Place | undefined {
  const row = Math.floor((y - placement.y) / placement.scale);
  const column = Math.floor((x - placement.x) / placement.scale);
  const inside = row >= 0 && row < matrix.rowCount && column >= 0 && column < matrix.columnCount;
  return inside ? { row, column } : undefined;
}
