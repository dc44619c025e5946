/**
 * What the colours of the map say: whether a weight is zero (and of many, how many are not), the density of each 4 x 4 weights, or how many
 * weights of each block are not zero.
 */
export type Colouring = (typeof colourings)[number];

export const colourings = ['nonzero', 'density', 'blocks'] as const;
