import type { ZerosPattern } from './pattern';

/**
 * Share of the blocks of a row, 0 to 1, that follow a pattern if each weight is non-zero independently with probability `density`. The last
 * block of a row can be shorter.
 */
export function rowShareByChance(columnCount: number, density: number, pattern: ZerosPattern): number {
  const { of } = pattern;
  const rest = columnCount % of;
  const complete = shareByChance(density, pattern);
  if (rest === 0) return complete;
  const completeBlocks = Math.floor(columnCount / of);
  return (completeBlocks * complete + shareByChance(density, pattern, rest)) / (completeBlocks + 1);
}

/**
 * Share of blocks with at most `of - zeros` non-zeros if each weight is non-zero independently with probability `density`.
 * @param length number of weights of a block; less than `of` for the last block of a row
 */
export function shareByChance(density: number, { zeros, of }: ZerosPattern, length = of): number {
  let share = 0;
  let ways = 1;
  for (let count = 0; count <= Math.min(of - zeros, length); count++) {
    share += ways * density ** count * (1 - density) ** (length - count);
    ways = (ways * (length - count)) / (count + 1);
  }
  return Math.min(1, share);
}
