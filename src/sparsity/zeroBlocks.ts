import { bitCount, bitsBetween, type Mask } from './mask';
import type { BlockSize } from './pattern';

/**
 * Tables over all bytes, small enough to be computed when the command starts. `counts` has a flag for each number of non-zeros that occurs
 * in a block of 2, 4 or 8 bits. `zeroFours` is the number of all-zero blocks of 4 bits.
 */
type BlockTables = { readonly counts: Uint32Array; readonly zeroFours: Uint8Array };

// First flag of each block length. There is a flag for each count: 0 to 2, 0 to 4, 0 to 8.
const lengths = [
  { of: 2, firstFlag: 0 },
  { of: 4, firstFlag: 3 },
  { of: 8, firstFlag: 8 },
] as const;

let cachedTables: BlockTables | undefined;

function tables(): BlockTables {
  if (cachedTables) return cachedTables;
  const counts = new Uint32Array(1 << 8);
  const zeroFours = new Uint8Array(1 << 8);
  for (let bits = 0; bits < 1 << 8; bits++) {
    let flags = 0;
    for (const { of, firstFlag } of lengths) {
      for (let start = 0; start < 8; start += of) {
        const nonzeros = bitCount((bits >>> start) & ((1 << of) - 1));
        flags |= 1 << (firstFlag + nonzeros);
        if (of === 4 && nonzeros === 0) zeroFours[bits]++;
      }
    }
    counts[bits] = flags;
  }
  cachedTables = { counts, zeroFours };
  return cachedTables;
}

/** Maximum number of non-zeros in blocks of 2, 4, 8 and 16 weights of a row. A short last block counts as padded with zeros. */
export function worstBlocks({ words }: Mask): { readonly of: number; readonly nonzeros: number }[] {
  const { counts } = tables();
  let seen = 0;
  let worstSixteen = 0;
  // Rows start on a word, and bits past the end of a row are 0. So no block of these lengths crosses a word.
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === 0) continue;
    seen |= counts[word & 0xff] | counts[(word >>> 8) & 0xff] | counts[(word >>> 16) & 0xff] | counts[word >>> 24];
    if (worstSixteen === 16) continue;
    worstSixteen = Math.max(worstSixteen, bitCount(word & 0xffff), bitCount(word >>> 16));
  }
  const worst = lengths.map(({ of, firstFlag }) => {
    const flags = (seen >>> firstFlag) & ((1 << (of + 1)) - 1);
    return { of, nonzeros: flags === 0 ? 0 : 31 - Math.clz32(flags) };
  });
  return [...worst, { of: 16, nonzeros: worstSixteen }];
}

/** Number of all-zero blocks, and number of weights in them. Blocks at the edges can be smaller. */
export type ZeroBlocks = { readonly count: number; readonly weights: number };

export function zeroBlocksIn({ words, wordsPerRow, rowCount, columnCount }: Mask, block: BlockSize): ZeroBlocks {
  // OR of the rows of a block.
  const line = new Uint32Array(wordsPerRow);
  // Blocks that do not cross words are counted word by word, except in the last word.
  const fullWords = fitsWords(block.columns) ? Math.floor(columnCount / 32) : 0;
  let count = 0;
  let weights = 0;
  for (let first = 0; first < rowCount; first += block.rows) {
    const rows = Math.min(block.rows, rowCount - first);
    line.set(words.subarray(first * wordsPerRow, (first + 1) * wordsPerRow));
    for (let row = first + 1; row < first + rows; row++) {
      for (let word = 0; word < wordsPerRow; word++) line[word] |= words[row * wordsPerRow + word];
    }
    let blocks = 0;
    for (let word = 0; word < fullWords; word++) blocks += zeroBlocksInWord(line[word], block.columns);
    let columns = blocks * block.columns;
    for (let start = fullWords * 32; start < columnCount; start += block.columns) {
      const end = Math.min(columnCount, start + block.columns);
      if (bitsBetween(line, 0, start, end) > 0) continue;
      blocks++;
      columns += end - start;
    }
    count += blocks;
    weights += rows * columns;
  }
  return { count, weights };
}

function fitsWords(columns: number): boolean {
  return columns === 1 || columns === 4 || columns === 16;
}

function zeroBlocksInWord(bits: number, columns: number): number {
  if (columns === 1) return 32 - bitCount(bits);
  if (columns === 16) return ((bits & 0xffff) === 0 ? 1 : 0) + (bits >>> 16 === 0 ? 1 : 0);
  const { zeroFours } = tables();
  return (
    zeroFours[bits & 0xff] + zeroFours[(bits >>> 8) & 0xff] + zeroFours[(bits >>> 16) & 0xff] + zeroFours[bits >>> 24]
  );
}
