import { emptyMask, type Mask } from './mask';
import { blocksPerRow, type ZerosPattern } from './pattern';
import { type Summary, summaryFrom } from './summary';

/** A mask and its summary, computed in one pass over the stored bytes. */
export type Analysis = { readonly mask: Mask; readonly summary: Summary };

/** Joins the analyses of consecutive row ranges. Parts are copied, so their memory can be reused. */
export function growingAnalysis(rowCount: number, columnCount: number, pattern: ZerosPattern) {
  const mask = emptyMask(rowCount, columnCount);
  const violations = emptyMask(rowCount, blocksPerRow(columnCount, pattern));
  const rowNonzeros = new Uint32Array(rowCount);
  let row = 0;
  let violating = 0;
  return {
    // Rows start on a word, so parts can be copied word by word.
    add(part: Analysis): void {
      mask.words.set(part.mask.words, row * mask.wordsPerRow);
      const { blocks, conformingBlocks } = part.summary;
      // The words are already 0, and untouched memory is not allocated by the system.
      if (blocks > conformingBlocks) violations.words.set(part.summary.violations.words, row * violations.wordsPerRow);
      violating += blocks - conformingBlocks;
      rowNonzeros.set(part.summary.rowNonzeros, row);
      row += part.mask.rowCount;
    },
    complete: (): Analysis => ({ mask, summary: summaryFrom(pattern, rowNonzeros, violations, violating) }),
  };
}
