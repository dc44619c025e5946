import type { MagnitudeBins } from '../sparsity/magnitudeCounter';
import type { MagnitudeHistogram } from './magnitudeHistogram';

/** What a threshold does to a tensor: weights with abs(w) up to it count as zero. */
export type ThresholdFigures = {
  /** Weights that count as zero, with those that are zero anyway. */
  readonly zeros: number;
  /** Share of zeros, 0 to 1. */
  readonly sparsity: number;
  /** Sum of the squares of the weights that stay, over that of all weights. Undefined if the sums are not finite, or all weights are zero. */
  readonly energyKept: number | undefined;
};

/**
 * The figures for a threshold, from the histogram alone. They are exact for a threshold of `exactThreshold`. For others, the weights of one bin that are
 * not all below the threshold are left out.
 * @param threshold undefined: exact zeros only
 */
export function thresholdFigures(histogram: MagnitudeHistogram, threshold = 0): ThresholdFigures {
  const { bins, weights, zeros, scaledToZero } = histogram;
  const last = binsUpTo(bins, threshold) - 1;
  const counted = zeros + (threshold > 0 ? scaledToZero : 0) + (bins.weights[last] ?? 0);
  const energy = bins.energy.at(-1) ?? 0;
  const energyKept = 1 - (bins.energy[last] ?? 0) / energy;
  return {
    zeros: counted,
    sparsity: weights === 0 ? 0 : counted / weights,
    energyKept: energy > 0 && Number.isFinite(energyKept) ? energyKept : undefined,
  };
}

/** Number of bins whose magnitudes are all at most `threshold`. */
export function binsUpTo({ largest }: MagnitudeBins, threshold: number): number {
  let [from, to] = [0, largest.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (largest[middle] <= threshold) from = middle + 1;
    else to = middle;
  }
  return from;
}

/**
 * The shortest decimal number that separates the magnitudes of the first `count` bins from the larger ones; undefined for 0. The figures for it are
 * exact.
 */
export function exactThreshold({ largest, above }: MagnitudeBins, count: number): number | undefined {
  if (count === 0) return undefined;
  const from = largest[count - 1];
  const to = count < above.length ? above[count] : from * 1.05;
  for (let digits = 1; digits < 17; digits++) {
    const step = 10 ** (Math.floor(Math.log10(from)) + 1 - digits);
    const rounded = Number((Math.ceil(from / step) * step).toPrecision(digits));
    if (rounded >= from && rounded <= to) return rounded;
  }
  return from;
}
