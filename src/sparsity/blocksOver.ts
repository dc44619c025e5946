import { bitCount, type Mask } from './mask';

/** The blocks of a mask with more non-zeros than allowed. */
export type BlocksOver = {
  /** Number of all blocks. */
  readonly blocks: number;
  readonly over: number;
  /** First weight of the first block that has too many. */
  readonly first?: { readonly row: number; readonly column: number };
};

/**
 * Counts the blocks with more than half of their weights non-zero. A short last block counts as padded with zeros.
 * @param of weights of a block
 */
export function blocksOverHalf({ words, wordsPerRow, rowCount, columnCount }: Mask, of: 4 | 16): BlocksOver {
  const flagsOf = of === 4 ? foursOverTwo : sixteensOverEight;
  let over = 0;
  let firstIndex = -1;
  // Rows start on a word, and bits past the end of a row are 0. So no block crosses a word.
  for (let i = 0; i < words.length; i++) {
    const flags = flagsOf(words[i]);
    if (flags === 0) continue;
    if (firstIndex < 0) firstIndex = i;
    over += bitCount(flags);
  }
  const blocks = rowCount * Math.ceil(columnCount / of);
  if (firstIndex < 0) return { blocks, over };
  const flags = flagsOf(words[firstIndex]);
  const bit = 31 - Math.clz32(flags & -flags);
  const column = (firstIndex % wordsPerRow) * 32 + bit - (bit % of);
  return { blocks, over, first: { row: Math.floor(firstIndex / wordsPerRow), column } };
}

/** One bit for each group of 4 bits that has 3 or 4 ones. */
function foursOverTwo(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (fours + 0x11111111) & 0x44444444;
}

/** One bit for each half of a word that has more than 8 ones. */
function sixteensOverEight(word: number): number {
  return (bitCount(word & 0xffff) > 8 ? 1 : 0) | (bitCount(word >>> 16) > 8 ? 0x10000 : 0);
}
