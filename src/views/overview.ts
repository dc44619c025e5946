import { bitsBetween, type Mask } from '../sparsity/mask';
import { blockSizeOf } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import { conforms, type Summary } from '../sparsity/summary';

/** Thumbnail of a weight matrix: at most 16,384 square cells. */
export type Overview = {
  /** Weights along a side of a cell: 1, 2, 4, ... Cells at the edge contain fewer. */
  readonly cellSize: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Density of each cell, 0 to 255, see `densityStep`. [rowCount, columnCount] */
  readonly shares: Uint8Array<ArrayBuffer>;
  /** Share of violating blocks among those with a part in the cell, as 0 to 255, see `densityStep`. [rowCount, columnCount] Undefined if there are none. */
  readonly violating: Uint8Array<ArrayBuffer> | undefined;
};

// Enough for a quarter of a screen, in 16 kB.
const maxCells = 128 * 128;

/**
 * Counts words, not weights: 268 million weights that conform take a few milliseconds.
 * @param pyramid of the mask, if it is known. It has these counts already.
 */
export function overviewOf(
  mask: Mask,
  summary: Omit<Summary, 'nonzeros' | 'rowNonzeros'>,
  pyramid?: DensityPyramid,
): Overview {
  const size = cellsOf(mask);
  const { cellSize, columnCount } = size;
  const shares = new Uint8Array(size.rowCount * columnCount);
  const known = pyramid?.levels.find((level) => level.cellSize === cellSize)?.counts;
  const counted = new Int32Array(columnCount);
  for (let cellRow = 0; cellRow < size.rowCount; cellRow++) {
    const start = cellRow * columnCount;
    const rowEnd = Math.min((cellRow + 1) * cellSize, mask.rowCount);
    const counts = known?.subarray(start, start + columnCount) ?? counted.fill(0);
    if (!known) for (let row = cellRow * cellSize; row < rowEnd; row++) addRow(counted, mask, row, cellSize);
    for (let cell = 0; cell < columnCount; cell++) {
      const covered = (rowEnd - cellRow * cellSize) * Math.min(cellSize, mask.columnCount - cell * cellSize);
      shares[start + cell] = densityStep(counts[cell], covered);
    }
  }
  return { ...size, shares, violating: conforms(summary) ? undefined : violatingShares(size, mask, summary) };
}

/** A density as 0 to 255. Only no non-zero is 0 and only no zero is 255, so a single weight is never rounded away. */
export function densityStep(count: number, covered: number): number {
  if (count === 0) return 0;
  if (count === covered) return 255;
  return Math.min(254, Math.max(1, Math.round((255 * count) / covered)));
}

type Cells = Pick<Overview, 'cellSize' | 'rowCount' | 'columnCount'>;

function cellsOf({ rowCount, columnCount }: Mask): Cells {
  for (let cellSize = 1; ; cellSize *= 2) {
    const cells = {
      cellSize,
      rowCount: Math.ceil(rowCount / cellSize),
      columnCount: Math.ceil(columnCount / cellSize),
    };
    if (cells.rowCount * cells.columnCount <= maxCells) return cells;
  }
}

/** A cell is a part of a word, or several complete words. Bits after the last column are 0. */
function addRow(counts: Int32Array, { words, wordsPerRow }: Mask, row: number, cellSize: number): void {
  const first = row * wordsPerRow;
  if (cellSize >= 32) {
    const shift = Math.log2(cellSize) - 5;
    for (let word = 0; word < wordsPerRow; word++) {
      const halves = partCounts(words[first + word], 16);
      counts[word >>> shift] += (halves & 0xff) + (halves >>> 16);
    }
    return;
  }
  const ones = (1 << cellSize) - 1;
  let cell = 0;
  for (let word = 0; word < wordsPerRow; word++) {
    const sums = partCounts(words[first + word], cellSize);
    // Bits after the last cell are 0. Writes past the end of the array have no effect.
    for (let bit = 0; bit < 32; bit += cellSize) counts[cell++] += (sums >>> bit) & ones;
  }
}

/** Number of ones in each part of a word, in place of the part. Source: Warren, Hacker's Delight, figure 5-2. */
function partCounts(word: number, partBits: number): number {
  let sums = word | 0;
  if (partBits > 1) sums = (sums & 0x55555555) + ((sums >>> 1) & 0x55555555);
  if (partBits > 2) sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  if (partBits > 4) sums = (sums & 0x0f0f0f0f) + ((sums >>> 4) & 0x0f0f0f0f);
  if (partBits > 8) sums = (sums & 0x00ff00ff) + ((sums >>> 8) & 0x00ff00ff);
  return sums;
}

function violatingShares(
  { cellSize, rowCount, columnCount }: Cells,
  mask: Mask,
  { violations, pattern }: Pick<Summary, 'violations' | 'pattern'>,
): Uint8Array<ArrayBuffer> {
  const shares = new Uint8Array(rowCount * columnCount);
  const { words, wordsPerRow } = violations;
  const counts = new Uint32Array(columnCount);
  const of = blockSizeOf(pattern).columns;
  const blocks = Array.from({ length: columnCount }, (_, cell) => ({
    first: Math.floor((cell * cellSize) / of),
    end: Math.ceil(Math.min((cell + 1) * cellSize, mask.columnCount) / of),
  }));
  for (let cellRow = 0; cellRow < rowCount; cellRow++) {
    counts.fill(0);
    const [start, end] = [cellRow * cellSize, Math.min((cellRow + 1) * cellSize, mask.rowCount)];
    for (let row = start; row < end; row++) {
      for (let cell = 0; cell < columnCount; cell++) {
        counts[cell] += bitsBetween(words, row * wordsPerRow, blocks[cell].first, blocks[cell].end);
      }
    }
    for (let cell = 0; cell < columnCount; cell++) {
      const { first, end: last } = blocks[cell];
      shares[cellRow * columnCount + cell] = densityStep(counts[cell], (end - start) * (last - first));
    }
  }
  return shares;
}
