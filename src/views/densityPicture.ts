import { isNonZero } from '../sparsity/mask';
import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import type { DensityPyramid } from '../sparsity/pyramid';

/** Densities of a window in a grid of cells, for windows with more weights than a link holds. */
export type DensityPicture = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Share of non-zeros of each cell in steps of 1/63. Only a cell without non-zeros is 0, and only one without zeros is 63. [rowCount, columnCount] */
  readonly shares: Uint8Array;
};

/** The share of a cell without zeros. */
export const completeShare = 63;

/** Maximum number of rows and columns of a picture. */
export const maxPictureSide = 128;

// Bits or cells of the pyramid that are read for a picture: a few milliseconds.
const maxRead = 2 ** 20;

/**
 * The densities of a window, from the finest level of the pyramid that does not take long.
 * @param maxSide maximum number of rows and columns of the picture
 */
export function densityPictureOf(pyramid: DensityPyramid, window: MatrixWindow, maxSide: number): DensityPicture {
  const { mask } = pyramid;
  const grid = gridsOf(pyramid).find(({ cellSize }) => {
    const [rows, columns] = [rowsOf(window, cellSize), columnsOf(window, cellSize)];
    return (rows[1] - rows[0]) * (columns[1] - columns[0]) <= maxRead;
  })!;
  const { cellSize, countAt } = grid;
  const [rows, columns] = [rowsOf(window, cellSize), columnsOf(window, cellSize)];
  const rowCount = Math.min(maxSide, rows[1] - rows[0]);
  const columnCount = Math.min(maxSide, columns[1] - columns[0]);
  const nonzeros = new Float64Array(rowCount * columnCount);
  const covered = new Float64Array(rowCount * columnCount);
  for (let row = rows[0]; row < rows[1]; row++) {
    const first = cellAt(row, rows, rowCount) * columnCount;
    const height = Math.min(mask.rowCount, (row + 1) * cellSize) - row * cellSize;
    for (let column = columns[0]; column < columns[1]; column++) {
      const cell = first + cellAt(column, columns, columnCount);
      nonzeros[cell] += countAt(row, column);
      covered[cell] += height * (Math.min(mask.columnCount, (column + 1) * cellSize) - column * cellSize);
    }
  }
  return { rowCount, columnCount, shares: Uint8Array.from(nonzeros, (count, cell) => shareOf(count, covered[cell])) };
}

type Grid = { readonly cellSize: number; countAt(row: number, column: number): number };

/** The mask and the levels of a pyramid, from fine to coarse. */
function gridsOf({ mask, levels }: DensityPyramid): Grid[] {
  return [
    { cellSize: 1, countAt: (row, column) => Number(isNonZero(mask, row, column)) },
    ...levels.map(({ cellSize, columnCount, counts }) => ({
      cellSize,
      countAt: (row: number, column: number) => counts[row * columnCount + column],
    })),
  ];
}

function rowsOf({ rowStart, rowEnd }: MatrixWindow, cellSize: number): Span {
  return [Math.floor(rowStart / cellSize), Math.ceil(rowEnd / cellSize)];
}

function columnsOf({ columnStart, columnEnd }: MatrixWindow, cellSize: number): Span {
  return [Math.floor(columnStart / cellSize), Math.ceil(columnEnd / cellSize)];
}

/** The cell of a picture that contains an index of a span, of so many cells along the span. */
export function cellAt(index: number, [start, end]: Span, cellCount: number): number {
  return Math.floor(((index - start) * cellCount) / (end - start));
}

/** The density, 0 to 1, of the cell of a picture that contains a weight of its window. */
export function densityAt(picture: DensityPicture, window: MatrixWindow, row: number, column: number): number {
  const { rowCount, columnCount, shares } = picture;
  const cellRow = cellAt(row, [window.rowStart, window.rowEnd], rowCount);
  const cellColumn = cellAt(column, [window.columnStart, window.columnEnd], columnCount);
  return shares[cellRow * columnCount + cellColumn] / completeShare;
}

function shareOf(count: number, covered: number): number {
  if (count === 0) return 0;
  if (count === covered) return completeShare;
  return Math.min(completeShare - 1, Math.max(1, Math.round((completeShare * count) / covered)));
}
