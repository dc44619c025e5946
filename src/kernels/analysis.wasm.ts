import type { Analysis } from '../sparsity/analysis';
import type { ZerosPattern } from '../sparsity/pattern';
import { summaryFrom } from '../sparsity/summary';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import type { Kernels } from './wasmModule';
import {
  copyResults,
  maskReusing,
  partsOf,
  resultsOf,
  violationWordsOf,
  type WindowMemory,
  windowBytes,
  windowMemory,
} from './windows.wasm';
import { type KernelTests, kernelTestsOf, testBytes } from './zeroTests.wasm';

/**
 * Mask and summary in one pass. Copies one window of the weights at a time into the memory of the kernels, unless they are there.
 * @param isOwn whether `bytes` are in the memory of the kernels, see weightMemory
 * @param spare words of a mask that is no longer used. The first access to newly allocated memory takes as long as the computation.
 * @returns undefined if zero points differ within a row, which the kernels do not support
 */
export function analysisOnWasm(
  { kernels, isOwn }: { readonly kernels: Kernels; readonly isOwn: boolean },
  rows: StoredRows,
  bytes: Uint8Array,
  pattern: ZerosPattern,
  spare?: Uint32Array<ArrayBuffer>,
): Analysis | undefined {
  const { rowCount, columnCount, firstElement } = rows;
  const tests = kernelTestsOf(rows);
  const { bits } = tests;
  if (tests.channelCount > 1 && tests.stride % columnCount !== 0) return undefined;
  const mask = maskReusing(spare, rowCount, columnCount);
  const parts = partsOf(mask, bits, pattern);
  const results = resultsOf(mask, pattern);
  // Bits of the first byte that belong to the previous row.
  const skipped = (firstElement * bits) % 8;
  const memory = windowMemory(kernels, isOwn ? 0 : windowBytes + 16, parts, parts.rowCount);

  let violating = 0;
  for (let row = 0; row < rowCount; row += parts.rowCount) {
    const count = Math.min(parts.rowCount, rowCount - row);
    const [rowsOfFirst, rowsOfEach] = writeTests(memory, rows, tests, row, count);
    for (let column = 0; column < columnCount; column += parts.columnCount) {
      const columns = Math.min(parts.columnCount, columnCount - column);
      const firstBit = skipped + (row * columnCount + column) * bits;
      const lastBit = firstBit + ((count - 1) * columnCount + columns) * bits;
      const firstByte = Math.floor(firstBit / 8);
      if (!isOwn) memory.bytes.set(bytes.subarray(firstByte, Math.ceil(lastBit / 8)), memory.storedAt);
      const found = kernels.analyze(
        isOwn ? bytes.byteOffset + firstByte : memory.storedAt,
        firstBit % 8,
        bits,
        count,
        columns,
        memory.testsAt,
        rowsOfFirst,
        rowsOfEach,
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
  }
  return { mask, summary: summaryFrom(pattern, results.rowNonzeros, results.violations, violating) };
}

/**
 * Writes the tests of rows to the memory of the kernels.
 * @returns number of rows of the first test, and of each of the others
 */
function writeTests(
  { words, testsAt }: WindowMemory,
  { columnCount, firstElement }: StoredRows,
  { channelCount, stride, wordsOf }: KernelTests,
  row: number,
  rowCount: number,
): [number, number] {
  if (channelCount === 1) {
    words.set(wordsOf(0), testsAt / 4);
    return [rowCount, rowCount];
  }
  const rowsOfEach = stride / columnCount;
  const firstRow = firstElement / columnCount + row;
  const rowsOfFirst = rowsOfEach - (firstRow % rowsOfEach);
  const firstChannel = Math.floor(firstRow / rowsOfEach);
  for (let test = 0, start = 0; start < rowCount; start = rowsOfFirst + test++ * rowsOfEach) {
    words.set(wordsOf((firstChannel + test) % channelCount), (testsAt + test * testBytes) / 4);
  }
  return [rowsOfFirst, rowsOfEach];
}
