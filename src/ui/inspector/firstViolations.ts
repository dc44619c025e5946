import type { Summary } from '../../sparsity/summary';
import type { BlockPlace } from '../../sparsity/violations';

/**
 * The first violating blocks of a tensor, row by row. Stops as soon as it has enough, because a mask can have millions of words.
 * @param violations [rows of the weight matrix, blocks per row]
 */
export function firstViolations({ violations }: Pick<Summary, 'violations'>, maxCount: number): BlockPlace[] {
  const { words, wordsPerRow } = violations;
  const found: BlockPlace[] = [];
  for (let i = 0; i < words.length && found.length < maxCount; i++) {
    for (let bits = words[i]; bits !== 0 && found.length < maxCount; bits &= bits - 1) {
      const bit = 31 - Math.clz32(bits & -bits);
      found.push({ row: Math.floor(i / wordsPerRow), block: (i % wordsPerRow) * 32 + bit });
    }
  }
  return found;
}
