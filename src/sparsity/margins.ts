import { bitCount, type Mask } from './mask';

/** Number of non-zero weights per row and per column. */
export type Margins = {
  /** [rowCount] */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** [columnCount] */
  readonly columns: Uint32Array<ArrayBuffer>;
};

// A byte counts at most 255 rows.
const rowsAtOnce = 255;
const everyEighthBit = 0x01010101;

export function marginsOf({ rowCount, columnCount, wordsPerRow, words }: Mask): Margins {
  const rows = new Uint32Array(rowCount);
  // Rounded up to complete words. Bits past the last column are 0.
  const columns = new Uint32Array(wordsPerRow * 32);
  // The four bytes of sums[k] count bit k of the four bytes of a word.
  const sums = new Int32Array(8);
  for (let first = 0; first < rowCount; first += rowsAtOnce) {
    const end = Math.min(first + rowsAtOnce, rowCount);
    for (let word = 0; word < wordsPerRow; word++) {
      sums.fill(0);
      for (let row = first; row < end; row++) {
        const bits = words[row * wordsPerRow + word];
        if (bits === 0) continue;
        rows[row] += bitCount(bits);
        for (let k = 0; k < 8; k++) sums[k] += (bits >>> k) & everyEighthBit;
      }
      for (let bit = 0; bit < 32; bit++) columns[word * 32 + bit] += (sums[bit & 7] >>> (bit & 24)) & 0xff;
    }
  }
  return { rows, columns: columns.slice(0, columnCount) };
}
