import type { MatrixWindow } from '../sparsity/matrixWindow';
import { formatCount } from '../sparsity/verdict';

export type MatrixSize = { readonly rowCount: number; readonly columnCount: number };

/** Width and height in pixels; the caller says whether CSS or device pixels. */
export type PixelSize = { readonly width: number; readonly height: number };

/** A part of a surface, in pixels. */
export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Where the matrix lies on a surface: weight (row, column) begins at (x + column * scale, y + row * scale). Cells are square. */
export type Placement = { readonly scale: number; readonly x: number; readonly y: number };

/** Pixels per weight at which a person can look at single weights at leisure. */
export const closestScale = 64;

export function completeWindow({ rowCount, columnCount }: MatrixSize): MatrixWindow {
  return { rowStart: 0, rowEnd: rowCount, columnStart: 0, columnEnd: columnCount };
}

/** The part of a viewport that lies in the matrix, in whole weights; the whole matrix when there is none. */
export function clippedWindow(viewport: MatrixWindow, { rowCount, columnCount }: MatrixSize): MatrixWindow {
  const clipped = {
    rowStart: Math.max(0, Math.floor(viewport.rowStart)),
    rowEnd: Math.min(rowCount, Math.ceil(viewport.rowEnd)),
    columnStart: Math.max(0, Math.floor(viewport.columnStart)),
    columnEnd: Math.min(columnCount, Math.ceil(viewport.columnEnd)),
  };
  const empty = clipped.rowStart >= clipped.rowEnd || clipped.columnStart >= clipped.columnEnd;
  return empty ? completeWindow({ rowCount, columnCount }) : clipped;
}

/** What is shown of a matrix when a window of it is asked for, or when none is. */
export function shownWindow(matrix: MatrixSize, asked: MatrixWindow | undefined): MatrixWindow {
  return asked ? clippedWindow(asked, matrix) : completeWindow(matrix);
}

/** As long as there is room, in the matrix's own proportions as far as the shorter side can still be seen. */
export function fittedSize({ rowCount, columnCount }: MatrixSize, room: PixelSize, shortestSide: number): PixelSize {
  const scale = Math.min(room.width / Math.max(1, columnCount), room.height / Math.max(1, rowCount));
  return {
    width: Math.max(shortestSide, Math.round(columnCount * scale)),
    height: Math.max(shortestSide, Math.round(rowCount * scale)),
  };
}

/** `rows 0 to 23 of 1,024, columns 0 to 23 of 3,136`, both ends included; `all 1,024 × 3,136 weights` */
export function windowText({ rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow, matrix: MatrixSize): string {
  const { rowCount, columnCount } = matrix;
  if (rowEnd - rowStart === rowCount && columnEnd - columnStart === columnCount) {
    return `all ${formatCount(rowCount)} × ${formatCount(columnCount)} weights`;
  }
  const rows = `rows ${formatCount(rowStart)} to ${formatCount(rowEnd - 1)} of ${formatCount(rowCount)}`;
  return `${rows}, columns ${formatCount(columnStart)} to ${formatCount(columnEnd - 1)} of ${formatCount(columnCount)}`;
}

/** The viewport fitted whole and centered. */
export function fittedPlacement(viewport: MatrixWindow, size: PixelSize): Placement {
  const rows = Math.max(1, viewport.rowEnd - viewport.rowStart);
  const columns = Math.max(1, viewport.columnEnd - viewport.columnStart);
  const scale = Math.min(size.width / columns, size.height / rows, closestScale);
  return {
    scale,
    x: (size.width - columns * scale) / 2 - viewport.columnStart * scale,
    y: (size.height - rows * scale) / 2 - viewport.rowStart * scale,
  };
}

/** The weights in view, those cut by an edge included. */
export function viewportOf({ scale, x, y }: Placement, size: PixelSize, matrix: MatrixSize): MatrixWindow {
  // Rounding errors of a pixel's millionth must not bring another row into view.
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

/** The weight under a point, if there is one. */
export function weightAt(placement: Placement, matrix: MatrixSize, x: number, y: number): Place | undefined {
  const row = Math.floor((y - placement.y) / placement.scale);
  const column = Math.floor((x - placement.x) / placement.scale);
  const inside = row >= 0 && row < matrix.rowCount && column >= 0 && column < matrix.columnCount;
  return inside ? { row, column } : undefined;
}
