import { bitsBetween, emptyMask, type Mask } from '../sparsity/mask';
import { blockSizeOf } from '../sparsity/pattern';
import type { Summary } from '../sparsity/summary';

/** A weight matrix from afar: of however many weights, some thousand square cells. */
export type Overview = {
  /** Weights along a side of a cell: 1, 2, 4, ... Cells at the edge cover fewer. */
  readonly cellSize: number;
  readonly rowCount: number;
  readonly columnCount: number;
  /** [rowCount, columnCount]; of 255, as densityStep gives it. */
  readonly shares: Uint8Array<ArrayBuffer>;
  /** A mask over cells: 1 = some of a violating block lies in it. Absent when no block violates. */
  readonly violating: Mask | undefined;
};

// As many as a map that fills a quarter of the screen can show, in 16 kB.
const maxCells = 128 * 128;

/** Counted in words, so that 268 million weights take some ms. */
export function overviewOf(mask: Mask, summary: Omit<Summary, 'nonzeros' | 'rowNonzeros'>): Overview {
  const size = cellsOf(mask);
  const { cellSize, columnCount } = size;
  const shares = new Uint8Array(size.rowCount * columnCount);
  const counts = new Int32Array(columnCount);
  for (let cellRow = 0; cellRow < size.rowCount; cellRow++) {
    const rowEnd = Math.min((cellRow + 1) * cellSize, mask.rowCount);
    counts.fill(0);
    for (let row = cellRow * cellSize; row < rowEnd; row++) addRow(counts, mask, row, cellSize);
    for (let cell = 0; cell < columnCount; cell++) {
      const covered = (rowEnd - cellRow * cellSize) * Math.min(cellSize, mask.columnCount - cell * cellSize);
      shares[cellRow * columnCount + cell] = densityStep(counts[cell], covered);
    }
  }
  const conforms = summary.blocks === summary.conformingBlocks;
  return { ...size, shares, violating: conforms ? undefined : violatingCells(size, mask, summary) };
}

/** A density in 256 steps. The first is kept for no non-zero at all and the last for no zero at all: one weight is never rounded away. */
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

/** A cell is a part of a word, or some whole words; bits past the last column are 0. */
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
    // Behind the last cell are only zeros, and what is written there is dropped.
    for (let bit = 0; bit < 32; bit += cellSize) counts[cell++] += (sums >>> bit) & ones;
  }
}

/** The ones of each part of a word, side by side where the part was. Source: Warren, Hacker's Delight, figure 5-2. */
function partCounts(word: number, partBits: number): number {
  let sums = word | 0;
  if (partBits > 1) sums = (sums & 0x55555555) + ((sums >>> 1) & 0x55555555);
  if (partBits > 2) sums = (sums & 0x33333333) + ((sums >>> 2) & 0x33333333);
  if (partBits > 4) sums = (sums & 0x0f0f0f0f) + ((sums >>> 4) & 0x0f0f0f0f);
  if (partBits > 8) sums = (sums & 0x00ff00ff) + ((sums >>> 8) & 0x00ff00ff);
  return sums;
}

function violatingCells(
  { cellSize, rowCount, columnCount }: Cells,
  mask: Mask,
  { violations, pattern }: Pick<Summary, 'violations' | 'pattern'>,
): Mask {
  const cells = emptyMask(rowCount, columnCount);
  const { words, wordsPerRow } = violations;
  const any = new Uint32Array(wordsPerRow);
  const of = blockSizeOf(pattern).columns;
  for (let cellRow = 0; cellRow < rowCount; cellRow++) {
    any.fill(0);
    const end = Math.min((cellRow + 1) * cellSize, mask.rowCount) * wordsPerRow;
    for (let row = cellRow * cellSize * wordsPerRow; row < end; row += wordsPerRow) {
      for (let word = 0; word < wordsPerRow; word++) any[word] |= words[row + word];
    }
    for (let cell = 0; cell < columnCount; cell++) {
      const firstBlock = Math.floor((cell * cellSize) / of);
      const endBlock = Math.ceil(Math.min((cell + 1) * cellSize, mask.columnCount) / of);
      if (bitsBetween(any, 0, firstBlock, endBlock) === 0) continue;
      cells.words[cellRow * cells.wordsPerRow + (cell >>> 5)] |= 1 << (cell & 31);
    }
  }
  return cells;
}
