/**
 * What the colors of the map say: whether a weight is zero (and of many, how many are not), the density of each 4 x 4 weights, how many weights
 * of each block are not zero, or how large the weights are: by value, or by rank among the non-zero ones. `compare`: what became of each in
 * another model.
 */
export type Coloring = (typeof colorings)[number];

export const colorings = ['nonzero', 'density', 'blocks', 'magnitude', 'quantile', 'compare'] as const;

/** Colorings that need the values of the weights, not only which of them are zero. */
export type MagnitudeColoring = 'magnitude' | 'quantile';

export function isMagnitudeColoring(coloring: Coloring): coloring is MagnitudeColoring {
  return coloring === 'magnitude' || coloring === 'quantile';
}
