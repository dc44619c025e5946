import type { MatrixWindow } from './matrixWindow';

/** One bit per weight, 1 = non-zero, the first column in the lowest bit. */
export type Mask = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Rows start on a word, so that a GPU thread owns the word it writes; bits past the last column are 0. */
  readonly wordsPerRow: number;
  /** [rowCount, wordsPerRow] */
  readonly words: Uint32Array<ArrayBuffer>;
};

export function wordsPerRowOf(columnCount: number): number {
  return Math.ceil(columnCount / 32);
}

export function emptyMask(rowCount: number, columnCount: number): Mask {
  const wordsPerRow = wordsPerRowOf(columnCount);
  return { rowCount, columnCount, wordsPerRow, words: new Uint32Array(rowCount * wordsPerRow) };
}

export function isNonZero(mask: Mask, row: number, column: number): boolean {
  return ((mask.words[row * mask.wordsPerRow + (column >>> 5)] >>> (column & 31)) & 1) === 1;
}

/** Sets the bit of one place. */
export function setBit({ words, wordsPerRow }: Mask, row: number, column: number): void {
  words[row * wordsPerRow + (column >>> 5)] |= 1 << (column & 31);
}

/** Ones in a 32-bit word. Source: Warren, Hacker's Delight, figure 5-2. */
export function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Ones among the columns [start, end) of the row that begins at word `firstWord`. */
export function bitsBetween(words: Uint32Array, firstWord: number, start: number, end: number): number {
  let count = 0;
  for (let column = start; column < end; ) {
    const bit = column & 31;
    const length = Math.min(32 - bit, end - column);
    const word = words[firstWord + (column >>> 5)] >>> bit;
    count += bitCount(length === 32 ? word : word & ((1 << length) - 1));
    column += length;
  }
  return count;
}

/** Ones in a rectangle of rows and columns, end exclusive. */
export function nonZerosIn({ words, wordsPerRow }: Mask, cells: MatrixWindow): number {
  let count = 0;
  for (let row = cells.rowStart; row < cells.rowEnd; row++) {
    count += bitsBetween(words, row * wordsPerRow, cells.columnStart, cells.columnEnd);
  }
  return count;
}

export function nonZeroCount(mask: Mask): number {
  let count = 0;
  for (const word of mask.words) count += bitCount(word);
  return count;
}

/** The same weights in the same order, cut into rows of another length; `rowCount x columnCount` must be equal. */
export function reshapedMask(mask: Mask, rowCount: number, columnCount: number): Mask {
  const reshaped = emptyMask(rowCount, columnCount);
  let row = 0;
  let column = 0;
  for (let r = 0; r < mask.rowCount; r++) {
    for (let c = 0; c < mask.columnCount; c++) {
      if (isNonZero(mask, r, c)) setBit(reshaped, row, column);
      if (++column === columnCount) {
        column = 0;
        row++;
      }
    }
  }
  return reshaped;
}

/** The bits without padding between rows, as the report's `maskSha256` is taken: least significant first, last byte filled with zeros. */
export function packedMask(mask: Mask): Uint8Array<ArrayBuffer> {
  const { rowCount, columnCount, wordsPerRow, words } = mask;
  const bytes = new Uint8Array(Math.ceil((rowCount * columnCount) / 8));
  if (columnCount % 32 === 0) {
    bytes.set(new Uint8Array(words.buffer, words.byteOffset, bytes.length));
    return bytes;
  }
  let bit = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let word = 0; word < wordsPerRow; word++) {
      orBits(bytes, bit + word * 32, words[row * wordsPerRow + word]);
    }
    bit += columnCount;
  }
  return bytes;
}

/**
 * The mask that packedMask gave the bytes of.
 * @param bytes at least as many as it gave; what they hold past the last weight is passed over
 */
export function unpackedMask(bytes: Uint8Array, rowCount: number, columnCount: number): Mask {
  const mask = emptyMask(rowCount, columnCount);
  const { words, wordsPerRow } = mask;
  if (columnCount % 32 === 0) {
    new Uint8Array(words.buffer).set(bytes.subarray(0, words.byteLength));
    return mask;
  }
  const lastBits = 2 ** (columnCount % 32) - 1;
  for (let row = 0; row < rowCount; row++) {
    const firstWord = row * wordsPerRow;
    for (let word = 0; word < wordsPerRow; word++) {
      words[firstWord + word] = bitsFrom(bytes, row * columnCount + word * 32);
    }
    words[firstWord + wordsPerRow - 1] &= lastBits;
  }
  return mask;
}

/** 32 bits from a bit on; past the last byte they are 0. */
function bitsFrom(bytes: Uint8Array, bit: number): number {
  const shift = bit & 7;
  const first = Math.floor(bit / 8);
  const word = bytes[first] | (bytes[first + 1] << 8) | (bytes[first + 2] << 16) | (bytes[first + 3] << 24);
  return shift === 0 ? word : (word >>> shift) | (bytes[first + 4] << (32 - shift));
}

/** Bits past the row's end are 0, so a whole word can be laid over the start of the next row. */
function orBits(bytes: Uint8Array, bit: number, word: number): void {
  const shift = bit & 7;
  const first = Math.floor(bit / 8);
  bytes[first] |= word << shift;
  for (let i = 1; i < 5; i++) {
    // Shifting a 32-bit word by 32 or more does nothing in JavaScript, so the byte is taken out before it is moved.
    const part = i * 8 - shift < 32 ? word >>> (i * 8 - shift) : 0;
    if (first + i < bytes.length) bytes[first + i] |= part;
  }
}
