import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import { formatCount } from '../sparsity/verdict';
import type { Tiles } from '../views/matrixView';
import {
  type AxisTiles,
  columnTiles,
  drawnWindow,
  endPosition,
  indexAtPosition,
  rowTiles,
  spanOfPositions,
  spanPositions,
  spanWithWeights,
} from './axisTiles';

export type MatrixSize = { readonly rowCount: number; readonly columnCount: number };

/** A matrix that can be drawn in tiles. */
export type TiledMatrix = MatrixSize & { readonly tiles?: Tiles | undefined };

/** Pixels: CSS or device pixels, as the caller documents. */
export type PixelSize = { readonly width: number; readonly height: number };

/** A part of a surface, in pixels. */
export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/**
 * The place of a matrix on a surface: weight (row, column) begins at (x + column * scale, y + row * scale), or at the positions that
 * `startPosition` gives if there are tiles. Cells are square.
 */
export type Placement = {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
  readonly tiles?: Tiles | undefined;
};

/** Maximum of the scale of the map, CSS pixels per weight. */
export const closestScale = 64;

export function completeWindow({ rowCount, columnCount }: MatrixSize): MatrixWindow {
  return { rowStart: 0, rowEnd: rowCount, columnStart: 0, columnEnd: columnCount };
}

/** Whether a window is the complete matrix. */
export function isComplete({ rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow, matrix: MatrixSize): boolean {
  return rowEnd - rowStart === matrix.rowCount && columnEnd - columnStart === matrix.columnCount;
}

/** The part of a window inside the matrix; the complete matrix if that is empty. */
export function boundedWindow(window: MatrixWindow, { rowCount, columnCount }: MatrixSize): MatrixWindow {
  const bounded = {
    rowStart: Math.max(0, window.rowStart),
    rowEnd: Math.min(rowCount, window.rowEnd),
    columnStart: Math.max(0, window.columnStart),
    columnEnd: Math.min(columnCount, window.columnEnd),
  };
  const empty = bounded.rowStart >= bounded.rowEnd || bounded.columnStart >= bounded.columnEnd;
  return empty ? completeWindow({ rowCount, columnCount }) : bounded;
}

/** The part of a window inside the matrix, rounded outward to integers; the complete matrix if that is empty. */
export function clippedWindow(window: MatrixWindow, matrix: MatrixSize): MatrixWindow {
  const { rowStart, rowEnd, columnStart, columnEnd } = boundedWindow(window, matrix);
  return {
    rowStart: Math.floor(rowStart),
    rowEnd: Math.ceil(rowEnd),
    columnStart: Math.floor(columnStart),
    columnEnd: Math.ceil(columnEnd),
  };
}

/** The window that is shown: the requested one, or the complete matrix. */
export function shownWindow(matrix: MatrixSize, requested: MatrixWindow | undefined): MatrixWindow {
  return requested ? clippedWindow(requested, matrix) : completeWindow(matrix);
}

/** Size of a matrix with its gaps, in weights. */
export function drawnSize({ rowCount, columnCount, tiles }: TiledMatrix): MatrixSize {
  return {
    rowCount: endPosition(rowCount, rowTiles(tiles)),
    columnCount: endPosition(columnCount, columnTiles(tiles)),
  };
}

/** The rectangle of a range of weights. */
export function rectangleOf(window: MatrixWindow, { scale, x, y, tiles }: Placement): Rectangle {
  const { rowStart, rowEnd, columnStart, columnEnd } = drawnWindow(window, tiles);
  return {
    x: x + columnStart * scale,
    y: y + rowStart * scale,
    width: (columnEnd - columnStart) * scale,
    height: (rowEnd - rowStart) * scale,
  };
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
export function windowText(window: MatrixWindow, matrix: MatrixSize): string {
  const { rowStart, rowEnd, columnStart, columnEnd } = window;
  const { rowCount, columnCount } = matrix;
  if (isComplete(window, matrix)) {
    return `all ${formatCount(rowCount)} × ${formatCount(columnCount)} weights`;
  }
  const rows = `rows ${formatCount(rowStart)} to ${formatCount(rowEnd - 1)} of ${formatCount(rowCount)}`;
  return `${rows}, columns ${formatCount(columnStart)} to ${formatCount(columnEnd - 1)} of ${formatCount(columnCount)}`;
}

/** Fits a complete window into a surface, centered. @param window gaps included; @param size CSS pixels */
export function fittedPlacement(window: MatrixWindow, size: PixelSize): Placement {
  // An empty tensor has no rows or columns.
  const rows = window.rowEnd - window.rowStart || 1;
  const columns = window.columnEnd - window.columnStart || 1;
  const scale = Math.min(size.width / columns, size.height / rows, closestScale);
  return {
    scale,
    x: (size.width - columns * scale) / 2 - window.columnStart * scale,
    y: (size.height - rows * scale) / 2 - window.rowStart * scale,
  };
}

/**
 * Moves a placement so that the content fills the surface along an axis where it is larger than the surface, and is centered where it is smaller.
 * @param content rows and columns that can be in view
 */
export function placementWithin({ scale, x, y }: Placement, size: PixelSize, content: MatrixWindow): Placement {
  return {
    scale,
    x: originWithin(x, scale, size.width, [content.columnStart, content.columnEnd]),
    y: originWithin(y, scale, size.height, [content.rowStart, content.rowEnd]),
  };
}

function originWithin(origin: number, scale: number, length: number, [start, end]: Span): number {
  const [first, last] = [-start * scale, length - end * scale];
  return last >= first ? (first + last) / 2 : Math.min(first, Math.max(last, origin));
}

/**
 * The placement of a window from a link or a button: fitted completely and centered. A window with fractions of a weight is a view that a person
 * moved. Like that view, it shows nothing beyond the content.
 */
export function requestedPlacement(
  window: MatrixWindow,
  size: PixelSize,
  content: MatrixWindow,
  matrix: TiledMatrix,
): Placement {
  const { tiles } = matrix;
  const [rowStart, rowEnd] = spanPositions([window.rowStart, window.rowEnd], rowTiles(tiles), matrix.rowCount);
  const [columnStart, columnEnd] = spanPositions(
    [window.columnStart, window.columnEnd],
    columnTiles(tiles),
    matrix.columnCount,
  );
  const fitted = fittedPlacement({ rowStart, rowEnd, columnStart, columnEnd }, size);
  const isWhole = Object.values(window).every(Number.isInteger);
  return { ...(isWhole ? fitted : placementWithin(fitted, size, drawnWindow(content, tiles))), tiles };
}

/** The window in view in fractions of a weight with three decimals, as links hold it. `requestedPlacement` gives the same view, to 0.001 weights. */
export function preciseWindow(
  { scale, x, y }: Placement,
  size: PixelSize,
  content: MatrixWindow,
  { rowCount, columnCount, tiles }: TiledMatrix,
): MatrixWindow {
  const [rowStart, rowEnd] = preciseSpan(-y / scale, (size.height - y) / scale, rowTiles(tiles), rowCount);
  const [columnStart, columnEnd] = preciseSpan(-x / scale, (size.width - x) / scale, columnTiles(tiles), columnCount);
  return {
    rowStart: Math.max(content.rowStart, rowStart),
    rowEnd: Math.min(content.rowEnd, rowEnd),
    columnStart: Math.max(content.columnStart, columnStart),
    columnEnd: Math.min(content.columnEnd, columnEnd),
  };
}

/** @param start position, like `end` */
function preciseSpan(start: number, end: number, tiles: AxisTiles | undefined, count: number): Span {
  const [first, last] = spanOfPositions(spanWithWeights([start, end], tiles), tiles, count);
  return [toThousandths(first), toThousandths(last)];
}

export function toThousandths(value: number): number {
  return Number.isInteger(value) ? value : Math.round(value * 1000) / 1000;
}

/** The window in view, including weights that an edge cuts. */
export function viewportOf({ scale, x, y, tiles }: Placement, size: PixelSize, matrix: MatrixSize): MatrixWindow {
  // Tolerance for rounding errors, which would add a row.
  const slack = 1e-6;
  const [rows, columns] = [rowTiles(tiles), columnTiles(tiles)];
  return clippedWindow(
    {
      rowStart: indexAtPosition(-y / scale, rows, slack).index,
      rowEnd: indexAtPosition((size.height - y) / scale, rows, -slack).index,
      columnStart: indexAtPosition(-x / scale, columns, slack).index,
      columnEnd: indexAtPosition((size.width - x) / scale, columns, -slack).index,
    },
    matrix,
  );
}

/** A cell of the drawn matrix. */
export type Place = { readonly row: number; readonly column: number };

/** The cell under a point; undefined outside the matrix and in gaps. */
export function weightAt(
  { scale, tiles, ...origin }: Placement,
  matrix: MatrixSize,
  x: number,
  y: number,
): Place | undefined {
  const down = indexAtPosition((y - origin.y) / scale, rowTiles(tiles));
  const across = indexAtPosition((x - origin.x) / scale, columnTiles(tiles));
  const [row, column] = [Math.floor(down.index), Math.floor(across.index)];
  const isInside = row >= 0 && row < matrix.rowCount && column >= 0 && column < matrix.columnCount;
  return isInside && !down.isInGap && !across.isInGap ? { row, column } : undefined;
}
