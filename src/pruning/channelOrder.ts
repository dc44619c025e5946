import type { ZerosPattern } from '../sparsity/pattern';
import { pausing } from '../tflite/weights/slices';
import { improveOrder, insertLargest, keptIn, type Sample, spreadOrder } from './channelSearch';
import { keptShare } from './prunedTensor';
import type { WeightValues } from './weightValues';

/**
 * An order of the input channels in which pruning to a pattern keeps more energy. Producing it means permuting the outputs of the layer before too;
 * it is reported only.
 */
export type ChannelOrder = {
  /** For each new position, the input channel that moves there. */
  readonly order: Uint32Array<ArrayBuffer>;
  /** Share of the energy that pruning keeps with the channels as they are, and in this order, 0 to 1. Of all weights. */
  readonly keptBefore: number;
  readonly kept: number;
};

// The search looks at a sample of rows, evenly spaced. The shares of the result are of all rows.
const maxSampledRows = 64;
// Weights of a block. The work for a pair of blocks grows with the fourth power.
const maxBlockSize = 16;
// Larger tensors take too long.
const maxChannels = 16_384;
// A few milliseconds of work for the receiver of the rows.
const weightsBetweenPauses = 1 << 15;

/**
 * Searches an order of the input channels greedily: starts with channels of similar energy in different blocks, or with the stored order if that
 * keeps more, then swaps two channels of different blocks as long as that keeps more. Deterministic. After Pool and Yu, "Channel permutations for
 * N:M sparsity", NeurIPS 2021, which searches more orders.
 * @param onProgress share of the search, 0 to 1
 * @returns undefined if there is a single block, or more than 16,384 channels, or blocks of more than 16 weights
 * @throws ModelError `cancelled`, and those of reading
 */
export async function channelOrder(
  values: WeightValues,
  pattern: ZerosPattern,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<ChannelOrder | undefined> {
  const { columnCount, rowCount } = values;
  if (pattern.of > maxBlockSize || columnCount <= pattern.of || columnCount > maxChannels || rowCount === 0)
    return undefined;
  const sample = await sampledEnergies(values, signal);
  const stored = Uint32Array.from({ length: columnCount }, (_, channel) => channel);
  const spread = spreadOrder(sample, pattern.of);
  const order = keptIn(sample, spread, pattern) > keptIn(sample, stored, pattern) ? spread : stored.slice();
  await improveOrder(order, sample, pattern, signal, onProgress);
  const [total, lostBefore, lost] = await lostEnergies(values, [stored, order], pattern, signal);
  const keptBefore = keptShare({ total, kept: total - lostBefore });
  if (lost >= lostBefore) return { order: stored, keptBefore, kept: keptBefore };
  return { order, keptBefore, kept: keptShare({ total, kept: total - lost }) };
}

async function sampledEnergies(values: WeightValues, signal?: AbortSignal): Promise<Sample> {
  const { rowCount, columnCount } = values;
  const count = Math.min(rowCount, maxSampledRows);
  const energies = new Float32Array(count * columnCount);
  // For each row of the tensor, its place in the sample.
  const places = new Map(Array.from({ length: count }, (_, i) => [Math.floor((i * rowCount) / count), i]));
  for await (const { row, energies: ofRow } of energyRows(values, signal)) {
    const place = places.get(row);
    if (place === undefined) continue;
    for (let column = 0; column < columnCount; column++) energies[column * count + place] = ofRow[column];
  }
  return { energies, rowCount: count, columnCount };
}

/** Squares of the weights of each row. The array is reused. */
async function* energyRows(values: WeightValues, signal?: AbortSignal) {
  const energies = new Float64Array(values.columnCount);
  const pause = pausing(signal);
  const rowsBetweenPauses = Math.max(1, Math.floor(weightsBetweenPauses / values.columnCount));
  let [row, column] = [0, 0];
  for await (const part of values.parts(signal)) {
    for (const value of part.values) {
      energies[column++] = Number.isFinite(value) ? value * value : 0;
      if (column < values.columnCount) continue;
      if (row % rowsBetweenPauses === 0) await pause();
      yield { row, energies };
      [row, column] = [row + 1, 0];
    }
  }
}

/** The energy of all rows, then what they lose in each order: exactly 0 if nothing is lost. */
async function lostEnergies(
  values: WeightValues,
  orders: readonly Uint32Array[],
  { zeros, of }: ZerosPattern,
  signal?: AbortSignal,
): Promise<number[]> {
  const sums = [0, ...orders.map(() => 0)];
  for await (const { energies } of energyRows(values, signal)) {
    for (const energy of energies) sums[0] += energy;
    for (const [index, order] of orders.entries()) {
      for (let start = 0; start < order.length; start += of) {
        const length = Math.min(of, order.length - start);
        const largest = new Float64Array(Math.min(length, of - zeros));
        for (let i = 0; i < length; i++) sums[index + 1] += insertLargest(largest, energies[order[start + i]]);
      }
    }
  }
  return sums;
}
