import type { Mask } from '../sparsity/mask';
import type { ZerosPattern } from '../sparsity/pattern';
import { type Summary, summaryFrom } from '../sparsity/summary';
import type { Kernels } from './wasmModule';
import { copyResults, partsOf, resultsOf, violationWordsOf, windowMemory } from './windows.wasm';

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
