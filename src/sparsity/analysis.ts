import { emptyMask, type Mask } from './mask';
import { blocksPerRow, type ZerosPattern } from './pattern';
import { type Summary, summaryFrom } from './summary';

/** A mask and its summary, from one pass over the stored bytes. */
export type Analysis = { readonly mask: Mask; readonly summary: Summary };

/** An analysis that grows by those of consecutive row ranges. Each is let go of once it is in: a tensor can have many. */
export function growingAnalysis(rowCount: number, columnCount: number, pattern: ZerosPattern) {
  const mask = emptyMask(rowCount, columnCount);
  const violations = emptyMask(rowCount, blocksPerRow(columnCount, pattern));
  const rowNonzeros = new Uint32Array(rowCount);
  let row = 0;
  return {
    // Rows start on a word, so the parts are laid one after the other.
    add(part: Analysis): void {
      mask.words.set(part.mask.words, row * mask.wordsPerRow);
      violations.words.set(part.summary.violations.words, row * violations.wordsPerRow);
      rowNonzeros.set(part.summary.rowNonzeros, row);
      row += part.mask.rowCount;
    },
    whole: (): Analysis => ({ mask, summary: summaryFrom(pattern, rowNonzeros, violations) }),
  };
}
