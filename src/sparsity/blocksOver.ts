import type { Summary } from './summary';

/** The blocks of a mask with more non-zeros than allowed. */
export type BlocksOver = {
  /** Number of all blocks. */
  readonly blocks: number;
  readonly over: number;
  /** First weight of the first block that has too many. */
  readonly first?: { readonly row: number; readonly column: number };
};

/**
 * The blocks that violate a pattern of zeros. A short last block counts as padded with zeros.
 * @param of weights of a block
 */
export function blocksOver(
  { blocks, conformingBlocks, violations: { words, wordsPerRow } }: Omit<Summary, 'pattern' | 'rowNonzeros'>,
  of: number,
): BlocksOver {
  const over = blocks - conformingBlocks;
  if (over === 0) return { blocks, over };
  const word = words.findIndex((flags) => flags !== 0);
  const bit = 31 - Math.clz32(words[word] & -words[word]);
  const column = ((word % wordsPerRow) * 32 + bit) * of;
  return { blocks, over, first: { row: Math.floor(word / wordsPerRow), column } };
}
