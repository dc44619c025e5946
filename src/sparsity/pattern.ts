/** A sparsity pattern that a tensor is checked for. */
export type Pattern = ZerosPattern | BlockPattern;

/**
 * At least `zeros` zeros in every block of `of` consecutive weights of a row. Texts never use the notation "2:4", because it counts zeros in
 * the TensorFlow Model Optimization Toolkit and kept weights in NVIDIA's papers.
 */
export type ZerosPattern = { readonly zeros: number; readonly of: number };

/** Counts all-zero blocks. No block violates such a pattern. */
export type BlockPattern = { readonly block: BlockSize };

/** Size of a block in rows and columns of the weight matrix. */
export type BlockSize = { readonly rows: number; readonly columns: number };

export const twoOfFour: ZerosPattern = { zeros: 2, of: 4 };

const maxBlockSide = 64;

export function isBlockPattern(pattern: Pattern): pattern is BlockPattern {
  return 'block' in pattern;
}

/** Size of the blocks of a pattern. */
export function blockSizeOf(pattern: Pattern): BlockSize {
  return isBlockPattern(pattern) ? pattern.block : { rows: 1, columns: pattern.of };
}

/**
 * Parses `2,4` (at least 2 zeros in every 4) and `block:1x4` (blocks of 1 row and 4 columns). The inverse of patternText.
 * @returns undefined unless 1 <= zeros < of <= 64, or the block has at least 2 weights and sides of 1 to 64
 */
export function parsePattern(text: string): Pattern | undefined {
  const spaceless = text.replaceAll(' ', '');
  const block = /^block:(\d{1,2})x(\d{1,2})$/.exec(spaceless);
  if (block) {
    const [rows, columns] = [Number(block[1]), Number(block[2])];
    const isBlock = rows >= 1 && columns >= 1 && Math.max(rows, columns) <= maxBlockSide && rows * columns > 1;
    return isBlock ? { block: { rows, columns } } : undefined;
  }
  const match = /^(\d{1,2}),(\d{1,2})$/.exec(spaceless);
  if (!match) return undefined;
  const pattern = { zeros: Number(match[1]), of: Number(match[2]) };
  return pattern.zeros >= 1 && pattern.zeros < pattern.of && pattern.of <= maxBlockSide ? pattern : undefined;
}

/** The pattern in the notation of links and of the command: `2,4` or `block:1x4`. The inverse of parsePattern. */
export function patternText(pattern: Pattern): string {
  if (isBlockPattern(pattern)) return `block:${pattern.block.rows}x${pattern.block.columns}`;
  return `${pattern.zeros},${pattern.of}`;
}

/** `2 of 4` or `1 × 4 blocks`, for use inside a sentence. */
export function patternName(pattern: Pattern): string {
  return isBlockPattern(pattern) ? `${sizeText(pattern.block)} blocks` : `${pattern.zeros} of ${pattern.of}`;
}

/** `at least 2 zeros in every 4` or `all-zero 1 × 4 blocks`. */
export function patternDescription(pattern: Pattern): string {
  if (isBlockPattern(pattern)) return `all-zero ${patternName(pattern)}`;
  return `at least ${pattern.zeros} zero${pattern.zeros === 1 ? '' : 's'} in every ${pattern.of}`;
}

/** `1 × 4` */
export function sizeText({ rows, columns }: BlockSize): string {
  return `${rows} × ${columns}`;
}

/** The last block of a row can be shorter. It counts as padded with zeros. */
export function blocksPerRow(columnCount: number, pattern: ZerosPattern): number {
  return Math.ceil(columnCount / pattern.of);
}
