import { bitCount, type Mask } from './mask';

/** Rows x columns of the weight matrix; columns a power of two up to 16. */
export type BlockSize = { readonly rows: number; readonly columns: number };

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

/** How many weights lie in blocks that are zero as a whole. Blocks at the edges may be smaller. */
export function weightsInZeroBlocks({ words, wordsPerRow, rowCount, columnCount }: Mask, block: BlockSize): number {
  const { zeroFours } = tables();
  let weights = 0;
  for (let first = 0; first < rowCount; first += block.rows) {
    const rows = Math.min(block.rows, rowCount - first);
    let columns = 0;
    for (let word = 0; word < wordsPerRow; word++) {
      let bits = words[first * wordsPerRow + word];
      for (let row = first + 1; row < first + rows; row++) bits |= words[row * wordsPerRow + word];
      const covered = Math.min(32, columnCount - word * 32);
      if (covered < 32) columns += zeroColumnsOf(bits, block.columns, covered);
      else if (block.columns === 1) columns += 32 - bitCount(bits);
      else if (block.columns === 4) columns += 4 * (zeroFours[bits & 0xffff] + zeroFours[bits >>> 16]);
      else if (block.columns === 16) columns += ((bits & 0xffff) === 0 ? 16 : 0) + (bits >>> 16 === 0 ? 16 : 0);
      else columns += zeroColumnsOf(bits, block.columns, 32);
    }
    weights += rows * columns;
  }
  return weights;
}

/** Of the first `covered` columns of a word, those in blocks without a non-zero. */
function zeroColumnsOf(bits: number, length: number, covered: number): number {
  let columns = 0;
  for (let start = 0; start < covered; start += length) {
    const inBlock = Math.min(length, covered - start);
    if (((bits >>> start) & (2 ** inBlock - 1)) === 0) columns += inBlock;
  }
  return columns;
}
