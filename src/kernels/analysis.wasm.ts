import type { StoredRows } from '../sparsity/engine';
import { emptyMask } from '../sparsity/mask';
import { blocksPerRow, type Pattern } from '../sparsity/pattern';
import { type Analysis, summaryFrom } from '../sparsity/summary';
import { type ZeroTest, zeroTestOf } from '../sparsity/zeroBits';
import { analysisWasm } from './wasm/analysisWasm';

/** What src/kernels/wasm/analysis.ts exports; all places are byte offsets in its memory. */
type Kernels = {
  readonly memory: WebAssembly.Memory;
  reserve(bytes: number): void;
  maskRows(
    stored: number,
    bits: number,
    rowCount: number,
    columnCount: number,
    care: number,
    zero: number,
    mask: number,
    counts: number,
  ): void;
  violationRows(
    mask: number,
    rowCount: number,
    wordsPerRow: number,
    blockSize: number,
    allowed: number,
    violations: number,
    violationWordsPerRow: number,
  ): void;
};

// Small enough for the second-level cache, large enough that calls do not count.
const windowBytes = 256 * 1024;
// The module's own data ends below this.
const firstByte = 1024;

/** `undefined` where WebAssembly or its SIMD instructions are missing. */
export function wasmKernels(): Kernels | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const binary = Uint8Array.from(atob(analysisWasm), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(binary)) return undefined;
  return new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as unknown as Kernels;
}

/**
 * Mask and summary in one pass, window by window: weights are copied into the module's memory, never whole tensors.
 * @returns undefined for what the kernels do not take: packed rows that begin inside a byte, elements of 2 or 64 bits, zero points that
 * differ within a row or are out of range, blocks that cross mask words
 */
export function analysisOnWasm(
  kernels: Kernels,
  rows: StoredRows,
  bytes: Uint8Array,
  pattern: Pattern,
): Analysis | undefined {
  const test = zeroTestOf(rows);
  if (!takes(rows, test, pattern)) return undefined;
  const { rowCount, columnCount } = rows;
  const mask = emptyMask(rowCount, columnCount);
  const violations = emptyMask(rowCount, blocksPerRow(columnCount, pattern));
  const rowNonzeros = new Uint32Array(rowCount);

  const rowBytes = (columnCount * test.bits) / 8;
  const outputWords = mask.wordsPerRow + 1 + violations.wordsPerRow;
  const rowsAtOnce = Math.max(1, Math.min(rowCount, Math.floor(windowBytes / Math.max(1, rowBytes))));
  // Behind the stored bytes: mask words, counts, violation words.
  const maskAt = firstByte + Math.ceil((rowsAtOnce * rowBytes) / 16) * 16;
  const countsAt = maskAt + rowsAtOnce * mask.wordsPerRow * 4;
  const violationsAt = countsAt + rowsAtOnce * 4;
  kernels.reserve(maskAt + rowsAtOnce * outputWords * 4);
  const memory = new Uint8Array(kernels.memory.buffer);
  const words = new Uint32Array(kernels.memory.buffer);

  for (let row = 0; row < rowCount; ) {
    const count = Math.min(rowsAtOnce, rowsOfOneZero(rows, test, row), rowCount - row);
    memory.set(bytes.subarray(row * rowBytes, (row + count) * rowBytes), firstByte);
    const zero = test.zeros[Math.floor((rows.firstElement + row * columnCount) / test.stride) % test.zeros.length];
    kernels.maskRows(firstByte, test.bits, count, columnCount, test.care, zero, maskAt, countsAt);
    kernels.violationRows(
      maskAt,
      count,
      mask.wordsPerRow,
      pattern.of,
      pattern.of - pattern.zeros,
      violationsAt,
      violations.wordsPerRow,
    );
    mask.words.set(words.subarray(maskAt / 4, maskAt / 4 + count * mask.wordsPerRow), row * mask.wordsPerRow);
    rowNonzeros.set(words.subarray(countsAt / 4, countsAt / 4 + count), row);
    violations.words.set(
      words.subarray(violationsAt / 4, violationsAt / 4 + count * violations.wordsPerRow),
      row * violations.wordsPerRow,
    );
    row += count;
  }
  return { mask, summary: summaryFrom(pattern, rowNonzeros, violations) };
}

function takes({ columnCount, firstElement }: StoredRows, test: ZeroTest, { of }: Pattern): boolean {
  const { bits, care, zeros, stride } = test;
  const wholeBytes = bits >= 8 || ((columnCount * bits) % 8 === 0 && (firstElement * bits) % 8 === 0);
  const oneZeroPerRow = zeros.length === 1 || stride % columnCount === 0;
  // A zero point out of its type's range is wider than an element, and would be cut to one.
  const zerosFit = bits === 32 || zeros.every((zero) => zero <= care);
  return bits !== 2 && bits !== 64 && wholeBytes && oneZeroPerRow && zerosFit && 32 % of === 0;
}

/** How many rows from `row` on have the same zero point. */
function rowsOfOneZero({ columnCount, firstElement }: StoredRows, { zeros, stride }: ZeroTest, row: number): number {
  if (zeros.length === 1) return Number.POSITIVE_INFINITY;
  const rowsPerChannel = stride / columnCount;
  return rowsPerChannel - ((firstElement / columnCount + row) % rowsPerChannel);
}
