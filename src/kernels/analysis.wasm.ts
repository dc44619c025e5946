import type { Analysis } from '../sparsity/analysis';
import { emptyMask, type Mask, wordsPerRowOf } from '../sparsity/mask';
import { blocksPerRow, type ZerosPattern } from '../sparsity/pattern';
import { type Summary, summaryFrom } from '../sparsity/summary';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import { type ZeroTest, zeroTestOf } from '../tflite/weights/zeroBits';
import { comparison } from './comparison.wasm';
import { analysisWasm } from './wasm/analysisWasm';

/** Exports of src/kernels/wasm/analysis.ts. Arrays are byte offsets in its memory. */
export type Kernels = {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): void;
  analyze(
    stored: number,
    firstBit: number,
    bits: number,
    rowCount: number,
    columnCount: number,
    care: number,
    zero: number,
    highCare: number,
    highZero: number,
    mask: number,
    counts: number,
    blockSize: number,
    allowed: number,
    violations: number,
    violationWords: number,
  ): number;
  summarize(
    mask: number,
    rowCount: number,
    columnCount: number,
    counts: number,
    blockSize: number,
    allowed: number,
    violations: number,
    violationWords: number,
  ): number;
};

// Stored bytes of a window: fits the L2 cache, and makes the cost of calls negligible.
const windowBytes = 256 * 1024;
// The module's own data is before this offset.
const firstByte = 1024;

/** @returns undefined without WebAssembly SIMD */
export function wasmKernels(): Kernels | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const binary = Uint8Array.from(atob(analysisWasm), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(binary)) return undefined;
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as unknown as Kernels;
}

/**
 * Mask and summary in one pass. Copies one window of the weights at a time into the module's memory.
 * @param spare words of a mask that is no longer used. The first access to newly allocated memory takes as long as the computation.
 * @returns undefined if zero points differ within a row, which the kernels do not support
 */
export function analysisOnWasm(
  kernels: Kernels,
  rows: StoredRows,
  bytes: Uint8Array,
  pattern: ZerosPattern,
  spare?: Uint32Array<ArrayBuffer>,
): Analysis | undefined {
  const { rowCount, columnCount, firstElement } = rows;
  const test = zeroTestOf(rows);
  if (test.zeros.length > 1 && test.stride % columnCount !== 0) return undefined;
  const mask = maskReusing(spare, rowCount, columnCount);
  const parts = partsOf(mask, test.bits, pattern);
  const results = resultsOf(mask, pattern);
  // Bits of the first byte that belong to the previous row.
  const skipped = (firstElement * test.bits) % 8;
  const memory = windowMemory(kernels, windowBytes + 16, parts);

  let violating = 0;
  for (let row = 0; row < rowCount; ) {
    const count = Math.min(parts.rowCount, rowsOfOneZero(rows, test, row), rowCount - row);
    const [care, zero, highCare, highZero] = comparison(
      test,
      Math.floor((firstElement + row * columnCount) / test.stride),
    );
    for (let column = 0; column < columnCount; column += parts.columnCount) {
      const columns = Math.min(parts.columnCount, columnCount - column);
      const firstBit = skipped + (row * columnCount + column) * test.bits;
      const lastBit = firstBit + ((count - 1) * columnCount + columns) * test.bits;
      memory.bytes.set(bytes.subarray(Math.floor(firstBit / 8), Math.ceil(lastBit / 8)), memory.storedAt);
      const found = kernels.analyze(
        memory.storedAt,
        firstBit % 8,
        test.bits,
        count,
        columns,
        care,
        zero,
        highCare,
        highZero,
        memory.maskAt,
        memory.countsAt,
        pattern.of,
        pattern.of - pattern.zeros,
        memory.violationsAt,
        violationWordsOf(columns, pattern),
      );
      copyResults(memory, results, pattern, { row, column, rowCount: count, columnCount: columns, violating: found });
      violating += found;
    }
    row += count;
  }
  return { mask, summary: summaryFrom(pattern, results.rowNonzeros, results.violations, violating) };
}

/** An uninitialized mask: the kernels write every word. */
function maskReusing(spare: Uint32Array<ArrayBuffer> | undefined, rowCount: number, columnCount: number): Mask {
  const wordsPerRow = wordsPerRowOf(columnCount);
  if (spare?.length !== rowCount * wordsPerRow) return emptyMask(rowCount, columnCount);
  return { rowCount, columnCount, wordsPerRow, words: spare };
}

/** Summary of a mask, window by window. */
export function summaryOnWasm(kernels: Kernels, mask: Mask, pattern: ZerosPattern): Summary {
  const { rowCount, columnCount, wordsPerRow, words } = mask;
  const parts = partsOf(mask, 1, pattern);
  const results = resultsOf(mask, pattern);
  const memory = windowMemory(kernels, 0, parts);
  let violating = 0;
  for (let row = 0; row < rowCount; row += parts.rowCount) {
    const count = Math.min(parts.rowCount, rowCount - row);
    for (let column = 0; column < columnCount; column += parts.columnCount) {
      const columns = Math.min(parts.columnCount, columnCount - column);
      const firstWord = row * wordsPerRow + column / 32;
      const wordCount = (count - 1) * wordsPerRow + Math.ceil(columns / 32);
      memory.words.set(words.subarray(firstWord, firstWord + wordCount), memory.maskAt / 4);
      const found = kernels.summarize(
        memory.maskAt,
        count,
        columns,
        memory.countsAt,
        pattern.of,
        pattern.of - pattern.zeros,
        memory.violationsAt,
        violationWordsOf(columns, pattern),
      );
      copyResults(memory, { ...results, mask: undefined }, pattern, {
        row,
        column,
        rowCount: count,
        columnCount: columns,
        violating: found,
      });
      violating += found;
    }
  }
  return summaryFrom(pattern, results.rowNonzeros, results.violations, violating);
}

type Parts = {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly maskWords: number;
  readonly violationWords: number;
};

/** Rows of a window, or columns if a row is longer than a window. Windows end on word boundaries of mask and violations. */
function partsOf({ rowCount, columnCount, wordsPerRow }: Mask, bits: number, pattern: ZerosPattern): Parts {
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

function violationWordsOf(columnCount: number, pattern: ZerosPattern): number {
  return Math.ceil(blocksPerRow(columnCount, pattern) / 32);
}

/** Layout of the memory: stored bytes, mask words, counts, violation words. */
function windowMemory(kernels: Kernels, storedBytes: number, { rowCount, maskWords, violationWords }: Parts) {
  const maskAt = firstByte + Math.ceil(storedBytes / 16) * 16;
  const countsAt = maskAt + Math.ceil(maskWords / 2) * 8;
  const violationsAt = countsAt + rowCount * 4;
  // The kernel can write two bytes where the row has one.
  kernels.reserve(violationsAt + violationWords * 4 + 4);
  const { buffer } = kernels.memory;
  return {
    storedAt: firstByte,
    maskAt,
    countsAt,
    violationsAt,
    bytes: new Uint8Array(buffer),
    words: new Uint32Array(buffer),
  };
}

type WindowMemory = ReturnType<typeof windowMemory>;

type Results = {
  readonly mask: Mask | undefined;
  readonly rowNonzeros: Uint32Array<ArrayBuffer>;
  readonly violations: Mask;
};

function resultsOf(mask: Mask, pattern: ZerosPattern): Results {
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
function copyResults(
  { words, maskAt, countsAt, violationsAt }: WindowMemory,
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

/** Number of rows from `row` on with the same zero point. */
function rowsOfOneZero({ columnCount, firstElement }: StoredRows, { zeros, stride }: ZeroTest, row: number): number {
  if (zeros.length === 1) return Number.POSITIVE_INFINITY;
  const rowsPerChannel = stride / columnCount;
  return rowsPerChannel - ((firstElement / columnCount + row) % rowsPerChannel);
}
