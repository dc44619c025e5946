/** The magnitude that pruning orders weights by: abs(w). NaN counts as infinite, so that it is pruned last. */
export function magnitude(value: number): number {
  const size = Math.abs(value);
  return Number.isNaN(size) ? Number.POSITIVE_INFINITY : size;
}
