import type { Mask } from './mask';

/**
 * Non-zero counts of ever larger squares of a mask. Counts add exactly, so every level holds the same total. A cell at the edge covers
 * fewer weights: divide by what it covers, or dense edges look pale.
 *
 * Squares of less than 4 weights a side are counted in the mask itself, which costs about the same and saves three quarters of the memory.
 */
export type DensityPyramid = {
  readonly mask: Mask;
  /** From fine to coarse; empty for a mask of less than 4 x 4. The last one is a single cell, or close to it. */
  readonly levels: readonly Level[];
};

export type Level = {
  /** Weights along a side of a cell: 4, 8, 16, ... */
  readonly cellSize: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** [rowCount, columnCount]; as narrow as a full cell's count allows. */
  readonly counts: Counts;
};

export type Counts = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

export const finestCellSize = 4;
