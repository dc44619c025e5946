import { throwIfCancelled } from '../modelError';
import { marginsOf } from './margins';
import type { Mask } from './mask';
import type { BlockSize } from './pattern';
import { worstBlocks, zeroBlocksIn } from './zeroBlocks';

/** Counts of a mask that its structure follows from. */
export type StructureCounts = {
  readonly nonzeros: number;
  readonly zeroRows: number;
  readonly zeroColumns: number;
  /** Number of groups of `groupRows` consecutive rows that are all-zero. */
  readonly zeroGroups: number;
  /** For each block length, the maximum number of non-zeros in a block of a row. */
  readonly worst: readonly { readonly of: number; readonly nonzeros: number }[];
  /** Number of weights in all-zero blocks, for each block size that fits into the matrix. */
  readonly zeroBlocks: readonly { readonly block: BlockSize; readonly weights: number }[];
};

const blockSizes: readonly BlockSize[] = [
  { rows: 4, columns: 4 },
  { rows: 1, columns: 16 },
  { rows: 1, columns: 4 },
  { rows: 4, columns: 1 },
];

// Words of the mask that are counted at once: a few milliseconds of work. No block crosses a part, because parts start at multiples of 4 rows and of
// 32 columns.
const wordsAtOnce = 2 ** 16;
const maxBlockRows = 4;

/** The sizes of blocks that fit into a mask. */
export function blockSizesIn({ rowCount, columnCount }: Mask): readonly BlockSize[] {
  return blockSizes.filter(({ rows, columns }) => rows <= rowCount && columns <= columnCount);
}

/** Counts all-zero rows, and groups of `groupRows` consecutive ones, from all rows in order. */
export function zeroRowCounter(groupRows: number) {
  let [rows, groups, rowsOfGroup, zeroRowsOfGroup] = [0, 0, 0, 0];
  return {
    add(isZero: boolean): void {
      rowsOfGroup++;
      if (isZero) {
        rows++;
        zeroRowsOfGroup++;
      }
      if (rowsOfGroup < groupRows) return;
      if (zeroRowsOfGroup === groupRows) groups++;
      [rowsOfGroup, zeroRowsOfGroup] = [0, 0];
    },
    rows: () => rows,
    groups: () => groups,
  };
}

/**
 * Counts a mask in parts, and lets the thread handle events between them.
 * @throws ModelError `cancelled`
 */
export async function structureCounts(mask: Mask, groupRows: number, signal?: AbortSignal): Promise<StructureCounts> {
  const { rowCount, columnCount, wordsPerRow } = mask;
  const blocks = blockSizesIn(mask);
  const weights = blocks.map(() => 0);
  const columnIsUsed = new Uint8Array(columnCount);
  let zeroColumns = columnCount;
  let worst = worstBlocks(partOf(mask, 0, 0, 0, 0));
  let nonzeros = 0;
  // A shape such as [2 ** 31 - 1, 0] has rows but no weights.
  if (columnCount === 0) {
    const zeroGroups = Math.floor(rowCount / Math.max(1, groupRows));
    return { nonzeros, zeroRows: rowCount, zeroColumns, zeroGroups, worst, zeroBlocks: [] };
  }
  const zeroRows = zeroRowCounter(groupRows);
  const wordsAcross = Math.min(wordsPerRow, wordsAtOnce / maxBlockRows);
  const rowsAtOnce = Math.floor(wordsAtOnce / wordsAcross / maxBlockRows) * maxBlockRows;
  for (let row = 0; row < rowCount; row += rowsAtOnce) {
    const rowEnd = Math.min(rowCount, row + rowsAtOnce);
    const rowNonzeros = new Float64Array(rowEnd - row);
    for (let word = 0; word < wordsPerRow; word += wordsAcross) {
      if (row + word > 0) await new Promise((resolve) => setTimeout(resolve));
      throwIfCancelled(signal);
      const part = partOf(mask, row, rowEnd, word, Math.min(wordsPerRow, word + wordsAcross));
      const { rows, columns } = marginsOf(part);
      for (let i = 0; i < rows.length; i++) rowNonzeros[i] += rows[i];
      for (let i = 0; i < columns.length; i++) {
        if (columns[i] === 0 || columnIsUsed[word * 32 + i] === 1) continue;
        columnIsUsed[word * 32 + i] = 1;
        zeroColumns--;
      }
      worst = worstBlocks(part).map((found, i) => (found.nonzeros > worst[i].nonzeros ? found : worst[i]));
      for (let i = 0; i < blocks.length; i++) weights[i] += zeroBlocksIn(part, blocks[i]).weights;
    }
    for (let i = 0; i < rowNonzeros.length; i++) {
      nonzeros += rowNonzeros[i];
      zeroRows.add(rowNonzeros[i] === 0);
    }
  }
  const zeroBlocks = blocks.map((block, i) => ({ block, weights: weights[i] }));
  return { nonzeros, zeroRows: zeroRows.rows(), zeroColumns, zeroGroups: zeroRows.groups(), worst, zeroBlocks };
}

/** Rows and words of a mask, ends exclusive. Complete rows are not copied. */
function partOf(mask: Mask, rowStart: number, rowEnd: number, wordStart: number, wordEnd: number): Mask {
  const { words, columnCount } = mask;
  const rowCount = rowEnd - rowStart;
  const wordsPerRow = wordEnd - wordStart;
  const part = { rowCount, columnCount: Math.min(columnCount, wordEnd * 32) - wordStart * 32, wordsPerRow };
  if (wordsPerRow === mask.wordsPerRow || rowCount === 1) {
    const first = rowStart * mask.wordsPerRow + wordStart;
    return { ...part, words: words.subarray(first, first + rowCount * wordsPerRow) };
  }
  const copied = new Uint32Array(rowCount * wordsPerRow);
  for (let row = 0; row < rowCount; row++) {
    const first = (rowStart + row) * mask.wordsPerRow + wordStart;
    copied.set(words.subarray(first, first + wordsPerRow), row * wordsPerRow);
  }
  return { ...part, words: copied };
}
