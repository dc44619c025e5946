import { emptyMask, type Mask, nonZeroCount } from './mask';
import { type BlockPattern, isBlockPattern, type Pattern, twoOfFour, type ZerosPattern } from './pattern';
import { type ZeroBlocks, zeroBlocksIn } from './zeroBlocks';

/** Counts of a mask for a pattern. */
export type Summary = {
  readonly pattern: Pattern;
  readonly nonzeros: number;
  readonly blocks: number;
  readonly conformingBlocks: number;
  /** [rowCount] */
  readonly rowNonzeros: Uint32Array<ArrayBuffer>;
  /** One bit per block, [rowCount, blocks per row]: 1 = the block has more non-zeros than the pattern allows. */
  readonly violations: Mask;
  /** Only for block patterns, which no block violates. */
  readonly zeroBlocks?: ZeroBlocks;
};

/** The counts of a summary, without the arrays that grow with the tensor. */
export type SummaryCounts = Pick<Summary, 'nonzeros' | 'blocks' | 'conformingBlocks' | 'zeroBlocks'>;

export function summaryCounts({ nonzeros, blocks, conformingBlocks, zeroBlocks }: Summary): SummaryCounts {
  return { nonzeros, blocks, conformingBlocks, ...(zeroBlocks && { zeroBlocks }) };
}

/**
 * A summary from the results of an engine: the counts of rows and the violations.
 * @param violating number of violating blocks, if already known
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

/** The pattern that engines use. Engines do not count block patterns, so any pattern of zeros replaces them. */
export function enginePattern(pattern: Pattern): ZerosPattern {
  return isBlockPattern(pattern) ? twoOfFour : pattern;
}

/** The summary for `pattern`, from one that was computed for `enginePattern(pattern)`. */
export function summaryBy(
  pattern: Pattern,
  { mask, summary }: { readonly mask: Mask; readonly summary: Summary },
): Summary {
  return isBlockPattern(pattern) ? blockSummary(pattern, mask, summary) : summary;
}

function blockSummary(pattern: BlockPattern, mask: Mask, { nonzeros, rowNonzeros }: Summary): Summary {
  const { rows, columns } = pattern.block;
  const blocks = Math.ceil(mask.rowCount / rows) * Math.ceil(mask.columnCount / columns);
  const violations = emptyMask(mask.rowCount, 0);
  const zeroBlocks = zeroBlocksIn(mask, pattern.block);
  return { pattern, nonzeros, blocks, conformingBlocks: blocks, rowNonzeros, violations, zeroBlocks };
}
