/**
 * At least `zeros` zeros in every block of `of` consecutive weights of a row. Spelled out like that on screen: "2:4" counts zeros in
 * TensorFlow's toolkit and kept weights in NVIDIA's papers.
 */
export type Pattern = { readonly zeros: number; readonly of: number };

export const twoOfFour: Pattern = { zeros: 2, of: 4 };

const longestBlock = 64;

/** `2,4` -> at least 2 zeros in every 4; `undefined` when the text is no pattern with 1 <= zeros < of <= 64. */
export function parsePattern(text: string): Pattern | undefined {
  const match = /^(\d{1,2}),(\d{1,2})$/.exec(text.replaceAll(' ', ''));
  if (!match) return undefined;
  const pattern = { zeros: Number(match[1]), of: Number(match[2]) };
  return pattern.zeros >= 1 && pattern.zeros < pattern.of && pattern.of <= longestBlock ? pattern : undefined;
}

export function patternText(pattern: Pattern): string {
  return `${pattern.zeros},${pattern.of}`;
}

export function patternInWords(pattern: Pattern): string {
  return `at least ${pattern.zeros} zero${pattern.zeros === 1 ? '' : 's'} in every ${pattern.of}`;
}

/** The last block of a row may be shorter; it counts as padded with zeros. */
export function blocksPerRow(columnCount: number, pattern: Pattern): number {
  return Math.ceil(columnCount / pattern.of);
}
