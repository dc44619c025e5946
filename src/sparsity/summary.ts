import type { Engine } from './engine';
import { emptyMask, type Mask, nonZeroCount } from './mask';
import { type BlockPattern, blocksPerRow, isBlockPattern, type Pattern, twoOfFour, type ZerosPattern } from './pattern';
import { type ZeroBlocks, zeroBlocksIn } from './zeroBlocks';

/** What a mask says about a pattern. */
export type Summary = {
  readonly pattern: Pattern;
  readonly nonzeros: number;
  readonly blocks: number;
  readonly conformingBlocks: number;
  /** [rowCount] */
  readonly rowNonzeros: Uint32Array<ArrayBuffer>;
  /** A mask over blocks, [rowCount, blocks per row]: 1 = the block has more non-zeros than the pattern allows. */
  readonly violations: Mask;
  /** Of a pattern of whole blocks: those that are zero. No block of it violates anything. */
  readonly zeroBlocks?: ZeroBlocks;
};

/**
 * The totals follow from the counts of rows and the violations, so that every engine has to give only these.
 * @param violating how many blocks violate, where that is known already
 */
export function summaryFrom(
  pattern: ZerosPattern,
  rowNonzeros: Uint32Array<ArrayBuffer>,
  violations: Mask,
  violating = nonZeroCount(violations),
): Summary {
  let nonzeros = 0;
  for (const count of rowNonzeros) nonzeros += count;
  const blocks = violations.rowCount * violations.columnCount;
  return { pattern, nonzeros, blocks, conformingBlocks: blocks - violating, rowNonzeros, violations };
}

export function conforms(summary: Pick<Summary, 'blocks' | 'conformingBlocks'>): boolean {
  return summary.conformingBlocks === summary.blocks;
}

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

/** What engines count by when a pattern of whole blocks is looked for. */
export function enginePattern(pattern: Pattern): ZerosPattern {
  return isBlockPattern(pattern) ? twoOfFour : pattern;
}

/** What was counted by `enginePattern`, by the pattern itself. */
export function summaryBy(pattern: Pattern, { mask, summary }: Analysis): Summary {
  return isBlockPattern(pattern) ? wholeBlockSummary(pattern, mask, summary) : summary;
}

function wholeBlockSummary(pattern: BlockPattern, mask: Mask, { nonzeros, rowNonzeros }: Summary): Summary {
  const { rows, columns } = pattern.block;
  const blocks = Math.ceil(mask.rowCount / rows) * Math.ceil(mask.columnCount / columns);
  const violations = emptyMask(mask.rowCount, 0);
  const zeroBlocks = zeroBlocksIn(mask, pattern.block);
  return { pattern, nonzeros, blocks, conformingBlocks: blocks, rowNonzeros, violations, zeroBlocks };
}

/** Counts of a mask that is there already. */
export async function summaryOfMask(
  engine: Pick<Engine, 'summaryOf'>,
  mask: Mask,
  pattern: Pattern,
  signal?: AbortSignal,
): Promise<Summary> {
  return summaryBy(pattern, { mask, summary: await engine.summaryOf(mask, enginePattern(pattern), signal) });
}
