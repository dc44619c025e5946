import { bitCount, bitsBetween, type Mask } from './mask';
import type { BlockSize } from './pattern';

/** For every 16 bits: a flag for each count of non-zeros that a pair, a four or an eight of them has. */
type BlockTables = { readonly counts: Uint32Array; readonly zeroFours: Uint8Array };

// Where the flags of each length begin: counts 0..2, 0..4, 0..8.
const lengths = [
  { of: 2, firstFlag: 0 },
  { of: 4, firstFlag: 3 },
  { of: 8, firstFlag: 8 },
] as const;

let made: BlockTables | undefined;

function tables(): BlockTables {
  if (made) return made;
  const counts = new Uint32Array(1 << 16);
  const zeroFours = new Uint8Array(1 << 16);
  for (let bits = 0; bits < 1 << 16; bits++) {
    let flags = 0;
    for (const { of, firstFlag } of lengths) {
      for (let start = 0; start < 16; start += of) {
        const nonzeros = bitCount((bits >>> start) & ((1 << of) - 1));
        flags |= 1 << (firstFlag + nonzeros);
        if (of === 4 && nonzeros === 0) zeroFours[bits]++;
      }
    }
    counts[bits] = flags;
  }
  made = { counts, zeroFours };
  return made;
}

/** The most non-zeros that a block of 2, 4, 8 or 16 weights of a row has; a short last block counts as padded with zeros. */
export function worstBlocks({ words }: Mask): { readonly of: number; readonly nonzeros: number }[] {
  const { counts } = tables();
  let seen = 0;
  let worstSixteen = 0;
  // Rows start on a word and bits past their end are 0: no block of these lengths lies across.
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === 0) continue;
    const low = word & 0xffff;
    const high = word >>> 16;
    seen |= counts[low] | counts[high];
    if (worstSixteen === 16) continue;
    worstSixteen = Math.max(worstSixteen, bitCount(low), bitCount(high));
  }
  const worst = lengths.map(({ of, firstFlag }) => {
    const flags = (seen >>> firstFlag) & ((1 << (of + 1)) - 1);
    return { of, nonzeros: flags === 0 ? 0 : 31 - Math.clz32(flags) };
  });
  return [...worst, { of: 16, nonzeros: worstSixteen }];
}

/** Blocks that are zero as a whole, and the weights that lie in them. Blocks at the edges may be smaller. */
export type ZeroBlocks = { readonly count: number; readonly weights: number };

export function zeroBlocksIn({ words, wordsPerRow, rowCount, columnCount }: Mask, block: BlockSize): ZeroBlocks {
  // The rows of a block laid over each other: a block is zero where all of them are.
  const line = new Uint32Array(wordsPerRow);
  // Blocks that do not lie across words are looked at a word at a time, those of the last word one by one.
  const wholeWords = isLookedUp(block.columns) ? Math.floor(columnCount / 32) : 0;
  let count = 0;
  let weights = 0;
  for (let first = 0; first < rowCount; first += block.rows) {
    const rows = Math.min(block.rows, rowCount - first);
    line.set(words.subarray(first * wordsPerRow, (first + 1) * wordsPerRow));
    for (let row = first + 1; row < first + rows; row++) {
      for (let word = 0; word < wordsPerRow; word++) line[word] |= words[row * wordsPerRow + word];
    }
    let blocks = 0;
    for (let word = 0; word < wholeWords; word++) blocks += zeroBlocksInWord(line[word], block.columns);
    let columns = blocks * block.columns;
    for (let start = wholeWords * 32; start < columnCount; start += block.columns) {
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

function isLookedUp(columns: number): boolean {
  return columns === 1 || columns === 4 || columns === 16;
}

function zeroBlocksInWord(bits: number, columns: number): number {
  if (columns === 1) return 32 - bitCount(bits);
  if (columns === 16) return ((bits & 0xffff) === 0 ? 1 : 0) + (bits >>> 16 === 0 ? 1 : 0);
  const { zeroFours } = tables();
  return zeroFours[bits & 0xffff] + zeroFours[bits >>> 16];
}
