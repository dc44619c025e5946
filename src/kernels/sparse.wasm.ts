import type { Analysis } from '../sparsity/analysis';
import type { ZerosPattern } from '../sparsity/pattern';
import { summaryFrom } from '../sparsity/summary';
import type { SparseRows } from '../tflite/weights/sparseRows';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import type { Kernels } from './wasmModule';
import { copyResults, firstByte, maskReusing, resultsOf, violationWordsOf, windowBytes } from './windows.wasm';
import { kernelTestsOf, testBytes } from './zeroTests.wasm';

// Bytes of the indices or values of a part. In damaged files, a row can have any number of entries.
const maxPartBytes = 2 ** 24;

/**
 * Mask and summary of rows that are stored sparse, some nodes at a time.
 * @param rows all rows of the tensor
 * @param values all stored values
 * @param spare words of a mask that is no longer used
 * @returns undefined if an index is outside or can occur twice, or for what the kernel does not support: several zero points, very many entries in a row
 */
export function sparseAnalysisOnWasm(
  kernels: Kernels,
  rows: StoredRows,
  sparse: SparseRows,
  values: Uint8Array,
  pattern: ZerosPattern,
  spare?: Uint32Array<ArrayBuffer>,
): Analysis | undefined {
  const { rowsOfNode, segments, indices, places, size, step } = sparse;
  const tests = kernelTestsOf(rows);
  if (tests.channelCount > 1) return undefined;
  const { bits } = tests;
  const units = unitsOf(places);
  const mask = maskReusing(spare, rows.rowCount, rows.columnCount);
  const results = resultsOf(mask, pattern);
  const indexBytes = indices.BYTES_PER_ELEMENT;
  const entryBits = places.length * bits;
  const entryBytes = Math.max(indexBytes, entryBits / 8);
  const violationWords = violationWordsOf(rows.columnCount, pattern);
  const parts = partsOf(sparse, entryBytes, mask.wordsPerRow);
  if (parts.maxEntries * entryBytes > maxPartBytes) return undefined;
  const maxRows = parts.maxNodes * rowsOfNode;
  const { at, bytes, words, signed } = scatterMemory(kernels, {
    ...{ segments: (parts.maxNodes + 1) * 4, indices: parts.maxEntries * indexBytes, units: units.places.length * 4 },
    ...{ values: (parts.maxEntries * entryBits) / 8 + 1, test: testBytes },
    ...{ flags: (parts.maxEntries * places.length) / 8 + 8, bytes: rowsOfNode * mask.wordsPerRow * 32 },
    ...{ mask: maxRows * mask.wordsPerRow * 4, counts: maxRows * 4, violations: maxRows * violationWords * 4 },
  });
  const memory = { words, maskAt: at.mask, countsAt: at.counts, violationsAt: at.violations };
  const storedIndices = new Uint8Array(indices.buffer, indices.byteOffset, indices.byteLength);
  signed.set(units.places, at.units / 4);
  words.set(tests.wordsOf(0), at.test / 4);
  bytes.fill(0, at.bytes, at.mask);
  let violating = 0;
  for (let i = 1; i < parts.starts.length; i++) {
    const [start, end] = [parts.starts[i - 1], parts.starts[i]];
    const [first, last] = [segments[start], segments[end]];
    const firstBit = first * entryBits;
    signed.set(segments.subarray(start, end + 1), at.segments / 4);
    bytes.set(storedIndices.subarray(first * indexBytes, last * indexBytes), at.indices);
    bytes.set(values.subarray(Math.floor(firstBit / 8), Math.ceil((last * entryBits) / 8)), at.values);
    const found = kernels.scatter(
      at.segments,
      end - start,
      at.indices,
      indexBytes,
      size,
      step,
      at.units,
      units.places.length,
      units.size,
      at.values,
      firstBit % 8,
      bits,
      at.test,
      at.flags,
      at.bytes,
      rowsOfNode,
      rows.columnCount,
      mask.wordsPerRow,
      at.mask,
      at.counts,
      pattern.of,
      pattern.of - pattern.zeros,
      at.violations,
      violationWords,
    );
    if (found < 0) return undefined;
    const rowCount = (end - start) * rowsOfNode;
    const part = { row: start * rowsOfNode, column: 0, rowCount, columnCount: rows.columnCount, violating: found };
    copyResults(memory, results, pattern, part);
    violating += found;
  }
  return { mask, summary: summaryFrom(pattern, results.rowNonzeros, results.violations, violating) };
}

/** First nodes of parts that fit into a window, at least one node each, and the end of the last part. */
function partsOf({ nodeCount, rowsOfNode, segments }: SparseRows, entryBytes: number, wordsPerRow: number) {
  const entriesOfWindow = windowBytes / entryBytes;
  const nodesOfWindow = Math.max(1, Math.floor(windowBytes / (rowsOfNode * wordsPerRow * 4)));
  const starts = [0];
  let [maxNodes, maxEntries] = [0, 0];
  for (let start = 0; start < nodeCount; ) {
    const limit = Math.min(nodeCount, start + nodesOfWindow);
    let end = start + 1;
    while (end < limit && segments[end + 1] - segments[start] <= entriesOfWindow) end++;
    maxNodes = Math.max(maxNodes, end - start);
    maxEntries = Math.max(maxEntries, segments[end] - segments[start]);
    starts.push(end);
    start = end;
  }
  return { starts, maxNodes, maxEntries };
}

/** Units of four values if all values of an entry are in groups of four neighbors, else of one. */
function unitsOf(places: readonly number[]): { readonly size: number; readonly places: readonly number[] } {
  const areFours = places.length % 4 === 0 && places.every((place, i) => place === places[i - (i % 4)] + (i % 4));
  return areFours ? { size: 4, places: places.filter((_, i) => i % 4 === 0) } : { size: 1, places };
}

/** Layout of the memory: each part starts at a multiple of 16, with some room after it. @param sizes of the parts, in bytes */
function scatterMemory<T extends string>(kernels: Kernels, sizes: Readonly<Record<T, number>>) {
  const at = {} as Record<T, number>;
  let end = firstByte;
  for (const [name, size] of Object.entries(sizes) as [T, number][]) {
    at[name] = end;
    end += (Math.ceil(size / 16) + 1) * 16;
  }
  kernels.reserve(end);
  const { buffer } = kernels.memory;
  return { at, bytes: new Uint8Array(buffer), words: new Uint32Array(buffer), signed: new Int32Array(buffer) };
}
