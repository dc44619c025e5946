import { bitCount, bitsBetween, emptyMask, type Mask } from '../sparsity/mask';
import { blocksPerRow, type ZerosPattern } from '../sparsity/pattern';
import { type Summary, summaryFrom } from '../sparsity/summary';

/** Summary of a mask. The reference for the other summary kernels. */
export function summaryOnCpu(mask: Mask, pattern: ZerosPattern): Summary {
  const { rowCount, columnCount, wordsPerRow, words } = mask;
  const rowNonzeros = new Uint32Array(rowCount);
  const violations = emptyMask(rowCount, blocksPerRow(columnCount, pattern));
  const allowed = pattern.of - pattern.zeros;
  // Blocks of 2, 4, 8, 16 and 32 never cross a word. Bits after the end of a row are 0.
  const fillsWords = 32 % pattern.of === 0;
  const blockBits = pattern.of === 32 ? 0xffffffff : 2 ** pattern.of - 1;
  for (let row = 0; row < rowCount; row++) {
    const firstWord = row * wordsPerRow;
    const firstViolation = row * violations.wordsPerRow;
    let nonzeros = 0;
    for (let block = 0; block < violations.columnCount; block++) {
      const start = block * pattern.of;
      const count = fillsWords
        ? bitCount((words[firstWord + (start >>> 5)] >>> (start & 31)) & blockBits)
        : bitsBetween(words, firstWord, start, Math.min(start + pattern.of, columnCount));
      nonzeros += count;
      if (count > allowed) violations.words[firstViolation + (block >>> 5)] |= 1 << (block & 31);
    }
    rowNonzeros[row] = nonzeros;
  }
  return summaryFrom(pattern, rowNonzeros, violations);
}
