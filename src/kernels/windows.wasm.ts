import { emptyMask, type Mask, wordsPerRowOf } from '../sparsity/mask';
import { blocksPerRow, type ZerosPattern } from '../sparsity/pattern';
import type { Kernels } from './wasmModule';
import { testBytes } from './zeroTests.wasm';

// Stored bytes of a window: fits the L2 cache, and makes the cost of calls negligible.
export const windowBytes = 256 * 1024;
// The module's own data is before this offset.
export const firstByte = 1024;

/**
 * An uninitialized mask: the kernels write every word.
 * @param spare words that are used if they have the right size
 */
export function maskReusing(spare: Uint32Array<ArrayBuffer> | undefined, rowCount: number, columnCount: number): Mask {
  const wordsPerRow = wordsPerRowOf(columnCount);
  if (spare?.length !== rowCount * wordsPerRow) return emptyMask(rowCount, columnCount);
  return { rowCount, columnCount, wordsPerRow, words: spare };
}

/** A range of rows that the kernels compute at once. */
export type Parts = {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly maskWords: number;
  readonly violationWords: number;
};

/** Rows of a window, or columns if a row is longer than a window. Windows end on word boundaries of mask and violations. */
export function partsOf({ rowCount, columnCount, wordsPerRow }: Mask, bits: number, pattern: ZerosPattern): Parts {
  const rowBytes = (columnCount * bits) / 8;
  if (rowBytes > windowBytes) {
    const step = 32 * pattern.of;
    const columns = Math.floor((windowBytes * 8) / bits / step) * step;
    return { rowCount: 1, columnCount: columns, maskWords: columns / 32, violationWords: columns / step };
  }
  // Short rows need memory for mask words and counts, too.
  const rows = Math.max(1, Math.min(rowCount, Math.floor(windowBytes / Math.max(rowBytes, 16))));
  return {
    rowCount: rows,
    columnCount: Math.max(1, columnCount),
    maskWords: rows * wordsPerRow,
    violationWords: rows * violationWordsOf(columnCount, pattern),
  };
}

export function violationWordsOf(columnCount: number, pattern: ZerosPattern): number {
  return Math.ceil(blocksPerRow(columnCount, pattern) / 32);
}

/** Layout of the memory: stored bytes, mask words, counts, violation words, tests. */
export function windowMemory(
  kernels: Kernels,
  storedBytes: number,
  { rowCount, maskWords, violationWords }: Parts,
  testCount = 0,
) {
  const maskAt = firstByte + Math.ceil(storedBytes / 16) * 16;
  // The kernel can write two words where the row has one.
  const countsAt = maskAt + (Math.ceil(maskWords / 2) + 1) * 8;
  const violationsAt = countsAt + rowCount * 4;
  const testsAt = violationsAt + Math.ceil(violationWords / 2) * 8 + 8;
  kernels.reserve(testsAt + testCount * testBytes);
  const { buffer } = kernels.memory;
  return {
    storedAt: firstByte,
    maskAt,
    countsAt,
    violationsAt,
    testsAt,
    bytes: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
  };
}

export type WindowMemory = ReturnType<typeof windowMemory>;

export type Results = {
  readonly mask: Mask | undefined;
  readonly rowNonzeros: Uint32Array<ArrayBuffer>;
  readonly violations: Mask;
};

export function resultsOf(mask: Mask, pattern: ZerosPattern): Results {
  return {
    mask,
    rowNonzeros: new Uint32Array(mask.rowCount),
    violations: emptyMask(mask.rowCount, blocksPerRow(mask.columnCount, pattern)),
  };
}

/** The rows and columns of a window, and its number of violating blocks. */
type Part = {
  readonly row: number;
  readonly column: number;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly violating: number;
};

/** Copies the results of a window to their place in the results of the tensor. */
export function copyResults(
  { words, maskAt, countsAt, violationsAt }: Pick<WindowMemory, 'words' | 'maskAt' | 'countsAt' | 'violationsAt'>,
  { mask, rowNonzeros, violations }: Results,
  pattern: ZerosPattern,
  { row, column, rowCount, columnCount, violating }: Part,
): void {
  const maskWords = rowCount * Math.ceil(columnCount / 32);
  const flagWords = rowCount * violationWordsOf(columnCount, pattern);
  mask?.words.set(words.subarray(maskAt / 4, maskAt / 4 + maskWords), row * mask.wordsPerRow + column / 32);
  // The words are already 0, and untouched memory is not allocated by the system.
  if (violating > 0)
    violations.words.set(
      words.subarray(violationsAt / 4, violationsAt / 4 + flagWords),
      row * violations.wordsPerRow + column / 32 / pattern.of,
    );
  for (let i = 0; i < rowCount; i++) rowNonzeros[row + i] += words[countsAt / 4 + i];
}
