import { emptyMask, type Mask, nonZeroCount } from './mask';
import { type BlockPattern, isBlockPattern, type Pattern, twoOfFour, type ZerosPattern } from './pattern';
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

/** What engines count by when a pattern of whole blocks is looked for. */
export function enginePattern(pattern: Pattern): ZerosPattern {
  return isBlockPattern(pattern) ? twoOfFour : pattern;
}

/** What was counted by `enginePattern`, by the pattern itself. */
export function summaryBy(
  pattern: Pattern,
  { mask, summary }: { readonly mask: Mask; readonly summary: Summary },
): Summary {
  return isBlockPattern(pattern) ? wholeBlockSummary(pattern, mask, summary) : summary;
}

function wholeBlockSummary(pattern: BlockPattern, mask: Mask, { nonzeros, rowNonzeros }: Summary): Summary {
  const { rows, columns } = pattern.block;
  const blocks = Math.ceil(mask.rowCount / rows) * Math.ceil(mask.columnCount / columns);
  const violations = emptyMask(mask.rowCount, 0);
  const zeroBlocks = zeroBlocksIn(mask, pattern.block);
  return { pattern, nonzeros, blocks, conformingBlocks: blocks, rowNonzeros, violations, zeroBlocks };
}
