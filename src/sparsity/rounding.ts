/** Of `looked` stored values, the number at the zero point, and the number one step from it. */
export type SmallValues = { readonly looked: number; readonly zero: number; readonly one: number };

/**
 * Rounding maps values within half a step of 0 to zero, and the next ones to one step. For a Laplace distribution, as of trained weights, the
 * share of zeros determines the share of ones. Pruning removes small values, so pruned tensors have fewer ones.
 */
export function isRounding({ looked, zero, one }: SmallValues): boolean {
  if (looked === 0) return false;
  const rest = 1 - zero / looked;
  return one / looked >= 0.5 * rest * (1 - rest * rest);
}

/**
 * The number of zeros that rounding explains, from the values one step from zero: of the values that are not zero, a Laplace distribution has the
 * share 1 - a² one step from zero, and 1 - a of all values round to zero. At most `zero`; undefined if all values that are not zero are one step
 * from it, which no distribution can be told from.
 */
export function zerosByRounding({ looked, zero, one }: SmallValues): number | undefined {
  const rest = looked - zero;
  if (rest === 0 || one >= rest) return undefined;
  const a = Math.sqrt(1 - one / rest);
  return Math.min(zero, (rest * (1 - a)) / a);
}
