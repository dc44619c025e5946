import { bitCount, type Mask } from './mask';

/** A block of the weight matrix: its row, and its index in the row. */
export type BlockPlace = { readonly row: number; readonly block: number };

/** A rectangle of blocks, end exclusive. */
export type BlockWindow = {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly blockStart: number;
  readonly blockEnd: number;
};

/** The violating blocks in a window, row by row; `undefined` if there are more than `maxCount`. */
export function violationsIn(violations: Mask, window: BlockWindow, maxCount: number): BlockPlace[] | undefined {
  const places: BlockPlace[] = [];
  for (let row = window.rowStart; row < window.rowEnd; row++) {
    for (let word = window.blockStart >>> 5; word * 32 < window.blockEnd; word++) {
      for (let bits = violations.words[row * violations.wordsPerRow + word]; bits !== 0; bits &= bits - 1) {
        const block = word * 32 + lowestBit(bits);
        if (block < window.blockStart || block >= window.blockEnd) continue;
        if (places.length === maxCount) return undefined;
        places.push({ row, block });
      }
    }
  }
  return places;
}

/** The violating block with index `number`, in row-major order. */
export function violationAt({ words, wordsPerRow }: Mask, number: number): BlockPlace | undefined {
  let before = 0;
  for (let index = 0; index < words.length; index++) {
    const count = bitCount(words[index]);
    if (before + count > number) {
      let bits = words[index];
      for (let skip = number - before; skip > 0; skip--) bits &= bits - 1;
      return { row: Math.floor(index / wordsPerRow), block: (index % wordsPerRow) * 32 + lowestBit(bits) };
    }
    before += count;
  }
  return undefined;
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
