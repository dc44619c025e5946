/** The bins that are not empty, from small to large magnitudes. All arrays are [bins]. */
export type MagnitudeBins = {
  /** Lower edges. The magnitudes in a bin are larger. */
  readonly above: Float64Array<ArrayBuffer>;
  /** The largest magnitude in each bin. */
  readonly largest: Float64Array<ArrayBuffer>;
  /** Number of weights in a bin and all bins before it. */
  readonly weights: Float64Array<ArrayBuffer>;
  /** Sum of the squares of the weights in a bin and all bins before it. */
  readonly energy: Float64Array<ArrayBuffer>;
};

/** Counts of magnitudes. `stepped` = `scaledToZero` + `notFinite` + the weights in bins. */
type MagnitudeCounts = {
  /** Weights that are not at their zero point. */
  readonly stepped: number;
  /** Weights one quantization step from their zero point. */
  readonly oneStep: number;
  /** Weights that differ from the zero point, but have the real value 0, because their scale is 0. */
  readonly scaledToZero: number;
  /** NaN and infinity. */
  readonly notFinite: number;
  readonly bins: MagnitudeBins;
};

/** Counts the magnitudes of a tensor, some weights at a time. */
export type MagnitudeCounter = {
  /**
   * @param steps stored values minus zero points
   * @param scales of all of them, or one for each
   */
  add(steps: Float64Array, scales: number | Float64Array): void;
  counts(): MagnitudeCounts;
};

// Bins per factor of 2, as bits of the mantissa. The width of a bin is at most 0.4 % of its magnitudes.
const mantissaBits = 8;
export const binsPerOctave = 1 << mantissaBits;
/** Of 64-bit floats: one for each exponent. */
export const octaveCount = 1 << 11;

/** A bin that is not empty. */
export type Bin = {
  readonly index: number;
  readonly count: number;
  /** Sum of squares. */
  readonly energy: number;
  readonly largest: number;
};

/** @param used the bins that are not empty, from small to large magnitudes */
export function runningSums(used: readonly Bin[]): MagnitudeBins {
  const bins = {
    above: new Float64Array(used.length),
    largest: new Float64Array(used.length),
    weights: new Float64Array(used.length),
    energy: new Float64Array(used.length),
  };
  let [weights, energy] = [0, 0];
  used.forEach((bin, i) => {
    weights += bin.count;
    energy += bin.energy;
    bins.above[i] = lowerEdge(bin.index);
    bins.largest[i] = bin.largest;
    bins.weights[i] = weights;
    bins.energy[i] = energy;
  });
  return bins;
}

// Of the upper word of a 64-bit float: 20 bits are mantissa.
const droppedBits = 20 - mantissaBits;
const droppedMask = (1 << droppedBits) - 1;

/**
 * Index of the bin of a positive 64-bit float. A value on an edge belongs to the bin below it: a threshold counts weights up to and including it.
 * @param high upper word
 * @param low lower word
 */
export function binIndex(high: number, low: number): number {
  const bin = high >>> droppedBits;
  return low === 0 && (high & droppedMask) === 0 ? bin - 1 : bin;
}

function lowerEdge(index: number): number {
  edgeWords[1] = index << droppedBits;
  return edge[0];
}

const edge = new Float64Array(1);
// Typed arrays have the byte order of the machine. Those that run browsers and Node.js are little-endian.
const edgeWords = new Uint32Array(edge.buffer);
