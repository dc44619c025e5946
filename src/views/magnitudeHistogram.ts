import { dequantizationScales, dequantize, dequantizedValue, isQuantized } from '../tflite/weights/dequantization';
import { pausing } from '../tflite/weights/slices';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';

/**
 * How often each magnitude abs(dequantized w) occurs in a tensor, in bins that are narrow enough to answer any threshold. Plain data. Zeros, NaN and
 * infinity are counted apart, so `weights` = `zeros` + `scaledToZero` + `notFinite` + the weights in bins.
 */
export type MagnitudeHistogram = {
  readonly weights: number;
  readonly zeros: number;
  /** Weights that differ from the zero point, but have the real value 0, because their scale is 0. */
  readonly scaledToZero: number;
  /** NaN and infinity. They are larger than any threshold. */
  readonly notFinite: number;
  /** Weights one quantization step from zero. Absent for tensors that are not quantized. */
  readonly oneStep?: number;
  /** Magnitude of one quantization step, if the tensor has a single scale. */
  readonly step?: number;
  readonly bins: MagnitudeBins;
};

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

// Bins per factor of 2, as bits of the mantissa. The width of a bin is at most 0.4 % of its magnitudes.
const mantissaBits = 8;
const perOctave = 1 << mantissaBits;
const octaves = 1 << 11;
// Of the upper word of a 64-bit float: 20 bits are mantissa.
const droppedBits = 20 - mantissaBits;
const droppedMask = (1 << droppedBits) - 1;
// A few milliseconds of work.
const valuesAtOnce = 1 << 18;

/**
 * Reads the tensor in parts, and keeps only the bins: less than 1 MB for usual tensors of any size, and at most 30 MB for 64-bit floats of all
 * magnitudes.
 * @param sparse required if the tensor is stored sparse
 * @param onProgress share, 0 to 1; called for dense tensors only
 * @throws ModelError if the tensor or its scales cannot be read, or `cancelled`
 */
export async function magnitudeHistogramOf(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<MagnitudeHistogram> {
  const scales = dequantizationScales(stored);
  const weights = stored.tensor.rowCount * stored.tensor.columnCount;
  const counts = growingHistogram();
  const pause = pausing(signal);
  let stepped = 0;
  if (sparse) {
    for await (const { elements, values } of stepLeaves(stored, sparse, signal)) {
      stepped += counts.addSteps(values);
      const real = values.map((steps, i) => dequantizedValue(scales, steps, elements[i]));
      counts.addReal(real);
    }
  } else {
    for await (const { first, values } of stepParts(stored, 0, weights, signal)) {
      for (let start = 0; start < values.length; start += valuesAtOnce) {
        await pause();
        const part = values.subarray(start, start + valuesAtOnce);
        stepped += counts.addSteps(part);
        dequantize(scales, part, first + start);
        counts.addReal(part);
      }
      onProgress?.((first + values.length) / weights);
    }
  }
  const { oneStep, notFinite, scaledToZero, bins } = counts.complete(stepped);
  const isSingle = isQuantized(stored) && scales.values.length === 1 && scales.values[0] !== 0;
  return {
    ...{ weights, zeros: weights - stepped, scaledToZero, notFinite, bins },
    ...(isQuantized(stored) && { oneStep }),
    ...(isSingle && { step: Math.abs(scales.values[0]) }),
  };
}

type Octave = { readonly counts: Float64Array; readonly energy: Float64Array; readonly largest: Float64Array };

function growingHistogram() {
  const tables: (Octave | undefined)[] = new Array(octaves);
  let [oneStep, notFinite, inBins] = [0, 0, 0];

  return {
    /** @returns how many are not at the zero point */
    addSteps(steps: Float64Array): number {
      let zeros = 0;
      for (let i = 0; i < steps.length; i++) {
        if (steps[i] === 0) zeros++;
        else if (steps[i] === 1 || steps[i] === -1) oneStep++;
      }
      return steps.length - zeros;
    },
    addReal(values: Float64Array): void {
      const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value === 0) continue;
        if (!Number.isFinite(value)) {
          notFinite++;
          continue;
        }
        const bin = binOf(words[2 * i + 1] & 0x7fffffff, words[2 * i]);
        const octave = bin >>> mantissaBits;
        const at = bin & (perOctave - 1);
        tables[octave] ??= emptyOctave();
        const table = tables[octave];
        const magnitude = Math.abs(value);
        table.counts[at]++;
        table.energy[at] += value * value;
        if (magnitude > table.largest[at]) table.largest[at] = magnitude;
        inBins++;
      }
    },
    complete: (stepped: number) => ({
      ...{ oneStep, notFinite },
      scaledToZero: stepped - notFinite - inBins,
      bins: runningSums(tables),
    }),
  };
}

function emptyOctave(): Octave {
  return {
    counts: new Float64Array(perOctave),
    energy: new Float64Array(perOctave),
    largest: new Float64Array(perOctave),
  };
}

/** Bin of a positive 64-bit float. A value on an edge belongs to the bin below it: a threshold counts weights up to and including it. */
function binOf(high: number, low: number): number {
  const bin = high >>> droppedBits;
  return low === 0 && (high & droppedMask) === 0 ? bin - 1 : bin;
}

function lowerEdge(bin: number): number {
  edgeWords[1] = bin << droppedBits;
  return edge[0];
}

const edge = new Float64Array(1);
// Typed arrays have the byte order of the machine. Those that run browsers and Node.js are little-endian.
const edgeWords = new Uint32Array(edge.buffer);

function runningSums(tables: readonly (Octave | undefined)[]): MagnitudeBins {
  const used: { readonly bin: number; readonly table: Octave }[] = [];
  tables.forEach((table, octave) => {
    if (!table) return;
    for (let at = 0; at < perOctave; at++) if (table.counts[at] > 0) used.push({ bin: octave * perOctave + at, table });
  });
  const bins = {
    above: new Float64Array(used.length),
    largest: new Float64Array(used.length),
    weights: new Float64Array(used.length),
    energy: new Float64Array(used.length),
  };
  let [weights, energy] = [0, 0];
  used.forEach(({ bin, table }, i) => {
    const at = bin & (perOctave - 1);
    weights += table.counts[at];
    energy += table.energy[at];
    bins.above[i] = lowerEdge(bin);
    bins.largest[i] = table.largest[at];
    bins.weights[i] = weights;
    bins.energy[i] = energy;
  });
  return bins;
}
