/**
 * What the colors of the map show:
 * - `nonzero`: zero or non-zero; the share of non-zeros if a pixel covers several weights
 * - `density`: the share of non-zeros of each 4 × 4 weights
 * - `blocks`: the number of non-zeros of each block
 * - `magnitude`: the absolute value
 * - `quantile`: the rank of the absolute value among the non-zero weights
 * - `compare`: zeros kept, added and lost in another model
 */
export type Coloring = (typeof colorings)[number];

export const colorings = ['nonzero', 'density', 'blocks', 'magnitude', 'quantile', 'compare'] as const;

/** Colorings that need the values of the weights, not only the mask. */
export type MagnitudeColoring = 'magnitude' | 'quantile';

export function isMagnitudeColoring(coloring: Coloring): coloring is MagnitudeColoring {
  return coloring === 'magnitude' || coloring === 'quantile';
}
