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
  const { rowsOfNode, segments, indices, places } = sparse;
  const tests = kernelTestsOf(rows);
  if (tests.channelCount > 1) return undefined;
  const units = unitsOf(places);
  const mask = maskReusing(spare, rows.rowCount, rows.columnCount);
  const results = resultsOf(mask, pattern);
  const indexBytes = indices.BYTES_PER_ELEMENT;
  const entryBytes = Math.max(indexBytes, (places.length * tests.bits) / 8);
  const violationWords = violationWordsOf(rows.columnCount, pattern);
  let violating = 0;
  for (const { start, end } of partsOf(sparse, entryBytes, mask.wordsPerRow)) {
    const [first, last] = [segments[start], segments[end]];
    if ((last - first) * entryBytes > maxPartBytes) return undefined;
    const firstBit = first * places.length * tests.bits;
    const lastBit = last * places.length * tests.bits;
    const rowCount = (end - start) * rowsOfNode;
    const bytes = values.subarray(Math.floor(firstBit / 8), Math.ceil(lastBit / 8));
    const memory = scatterMemory(kernels, {
      ...{ segments: (end - start + 1) * 4, indices: (last - first) * indexBytes, units: units.places.length * 4 },
      ...{ values: bytes.length, test: testBytes, flags: ((last - first) * places.length) / 8 + 8 },
      ...{ bytes: rowsOfNode * mask.wordsPerRow * 32, mask: rowCount * mask.wordsPerRow * 4 },
      ...{ counts: rowCount * 4, violations: rowCount * violationWords * 4 },
    });
    const { at } = memory;
    memory.signed.set(segments.subarray(start, end + 1), at.segments / 4);
    memory.bytes.set(
      new Uint8Array(indices.buffer, indices.byteOffset + first * indexBytes, (last - first) * indexBytes),
      at.indices,
    );
    memory.signed.set(units.places, at.units / 4);
    memory.bytes.set(bytes, at.values);
    memory.words.set(tests.wordsOf(0), at.test / 4);
    memory.bytes.fill(0, at.bytes, at.mask);
    const found = kernels.scatter(
      ...([at.segments, end - start, at.indices, indexBytes, sparse.size, sparse.step] as const),
      ...([at.units, units.places.length, units.size, at.values, firstBit % 8, tests.bits, at.test] as const),
      ...([at.flags, at.bytes, rowsOfNode, rows.columnCount, mask.wordsPerRow, at.mask, at.counts] as const),
      ...([pattern.of, pattern.of - pattern.zeros, at.violations, violationWords] as const),
    );
    if (found < 0) return undefined;
    const part = { row: start * rowsOfNode, column: 0, rowCount, columnCount: rows.columnCount, violating: found };
    copyResults(
      { ...memory, maskAt: at.mask, countsAt: at.counts, violationsAt: at.violations },
      results,
      pattern,
      part,
    );
    violating += found;
  }
  return { mask, summary: summaryFrom(pattern, results.rowNonzeros, results.violations, violating) };
}

/** Ranges of nodes, end exclusive, that fit into a window. At least one node each. */
function* partsOf({ nodeCount, rowsOfNode, segments }: SparseRows, entryBytes: number, wordsPerRow: number) {
  const maxEntries = windowBytes / entryBytes;
  const maxNodes = Math.max(1, windowBytes / (rowsOfNode * wordsPerRow * 4));
  for (let start = 0; start < nodeCount; ) {
    let end = start + 1;
    while (end < nodeCount && end + 1 - start <= maxNodes && segments[end + 1] - segments[start] <= maxEntries) end++;
    yield { start, end };
    start = end;
  }
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
