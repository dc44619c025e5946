import type { Mask } from './mask';

/**
 * Non-zero counts of squares of a mask, with twice the side at each level. All levels have the same total. A cell at the edge covers fewer
 * weights, so divide its count by the number of weights that it covers.
 *
 * There are no levels for squares of less than 4 × 4 weights. Counting them in the mask takes about the same time, and saves three quarters of
 * the memory.
 */
export type DensityPyramid = {
  readonly mask: Mask;
  /** From fine to coarse; empty for a mask of less than 4 × 4. The last one has one cell or a few. */
  readonly levels: readonly Level[];
};

export type Level = {
  /** Side of a cell in weights: 4, 8, 16, … */
  readonly cellSize: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** [rowCount, columnCount], in the smallest type that holds the count of a full cell. */
  readonly counts: Counts;
};

export type Counts = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export const finestCellSize = 4;

/** Sizes of the levels of a pyramid, from cells of 4 x 4 weights to a single cell. Empty for an empty mask. */
export function levelSizes({ rowCount, columnCount }: Pick<Mask, 'rowCount' | 'columnCount'>): Omit<Level, 'counts'>[] {
  const sizes: Omit<Level, 'counts'>[] = [];
  if (rowCount === 0 || columnCount === 0) return sizes;
  for (let cellSize = finestCellSize; ; cellSize *= 2) {
    const size = { cellSize, rowCount: Math.ceil(rowCount / cellSize), columnCount: Math.ceil(columnCount / cellSize) };
    sizes.push(size);
    if (size.rowCount === 1 && size.columnCount === 1) return sizes;
  }
}

/** The narrowest array type for the count of a full cell. */
export function countsFor(cellSize: number, length: number): Counts {
  const maxCount = cellSize * cellSize;
  if (maxCount < 2 ** 8) return new Uint8Array(length);
  return maxCount < 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
}
