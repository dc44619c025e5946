/** What is looked for in the zeros of a tensor. */
export type Pattern = ZerosPattern | BlockPattern;

/**
 * At least `zeros` zeros in every block of `of` consecutive weights of a row. Spelled out like that on screen: "2:4" counts zeros in
 * TensorFlow's toolkit and kept weights in NVIDIA's papers.
 */
export type ZerosPattern = { readonly zeros: number; readonly of: number };

/** Blocks that are zero as a whole. They are counted; nothing violates such a pattern. */
export type BlockPattern = { readonly block: BlockSize };

/** Rows x columns of the weight matrix. */
export type BlockSize = { readonly rows: number; readonly columns: number };

export const twoOfFour: ZerosPattern = { zeros: 2, of: 4 };

const longestBlock = 64;

export function isBlockPattern(pattern: Pattern): pattern is BlockPattern {
  return 'block' in pattern;
}

/** The blocks that a pattern looks at. */
export function blockSizeOf(pattern: Pattern): BlockSize {
  return isBlockPattern(pattern) ? pattern.block : { rows: 1, columns: pattern.of };
}

/**
 * `2,4` -> at least 2 zeros in every 4; `block:1x4` -> blocks of 1 row and 4 columns; `undefined` when the text is no pattern with
 * 1 <= zeros < of <= 64, and no block of 2 weights or more with at most 64 a side.
 */
export function parsePattern(text: string): Pattern | undefined {
  const spaceless = text.replaceAll(' ', '');
  const block = /^block:(\d{1,2})x(\d{1,2})$/.exec(spaceless);
  if (block) {
    const [rows, columns] = [Number(block[1]), Number(block[2])];
    const isBlock = rows >= 1 && columns >= 1 && Math.max(rows, columns) <= longestBlock && rows * columns > 1;
    return isBlock ? { block: { rows, columns } } : undefined;
  }
  const match = /^(\d{1,2}),(\d{1,2})$/.exec(spaceless);
  if (!match) return undefined;
  const pattern = { zeros: Number(match[1]), of: Number(match[2]) };
  return pattern.zeros >= 1 && pattern.zeros < pattern.of && pattern.of <= longestBlock ? pattern : undefined;
}

export function patternText(pattern: Pattern): string {
  if (isBlockPattern(pattern)) return `block:${pattern.block.rows}x${pattern.block.columns}`;
  return `${pattern.zeros},${pattern.of}`;
}

export function patternDescription(pattern: Pattern): string {
  if (isBlockPattern(pattern)) return `blocks of ${pattern.block.rows} × ${pattern.block.columns} zero as a whole`;
  return `at least ${pattern.zeros} zero${pattern.zeros === 1 ? '' : 's'} in every ${pattern.of}`;
}

/** The last block of a row may be shorter; it counts as padded with zeros. */
export function blocksPerRow(columnCount: number, pattern: ZerosPattern): number {
  return Math.ceil(columnCount / pattern.of);
}
