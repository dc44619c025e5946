import type { ZerosPattern } from '../sparsity/pattern';
import { pausing } from '../tflite/weights/slices';
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
// Comparisons of energies, about ten seconds.
const maxWork = 2e9;
// Larger tensors take too long.
const maxChannels = 16_384;
const maxSweeps = 8;
const partnersPerSweep = 4;
// Relative gain of a sweep below which the search ends.
const minGain = 5e-4;
// A few milliseconds of work for the receiver of the rows.
const weightsBetweenPauses = 1 << 15;

/**
 * Searches an order of the input channels greedily: starts with channels of similar energy in different blocks, or with the order as it is if that
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
  await improve(order, sample, pattern, signal, onProgress);
  const [total, lostBefore, lost] = await lostEnergies(values, [stored, order], pattern, signal);
  const keptBefore = keptShare({ total, kept: total - lostBefore });
  if (lost >= lostBefore) return { order: stored, keptBefore, kept: keptBefore };
  return { order, keptBefore, kept: keptShare({ total, kept: total - lost }) };
}

/** Squares of the weights of some rows, by channel: [columnCount, rowCount]. */
type Sample = { readonly energies: Float32Array; readonly rowCount: number; readonly columnCount: number };

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

/** Channels in the order of their energy, assigned to the blocks in turn, so that each block has large and small ones. */
function spreadOrder({ energies, rowCount, columnCount }: Sample, blockSize: number): Uint32Array<ArrayBuffer> {
  const sums = Float64Array.from({ length: columnCount }, (_, channel) => {
    let sum = 0;
    for (let row = 0; row < rowCount; row++) sum += energies[channel * rowCount + row];
    return sum;
  });
  const sorted = Uint32Array.from({ length: columnCount }, (_, channel) => channel).sort(
    (a, b) => sums[b] - sums[a] || a - b,
  );
  const order = new Uint32Array(columnCount);
  const blocks = Math.ceil(columnCount / blockSize);
  let next = 0;
  for (let place = 0; place < blockSize; place++) {
    for (let block = 0; block < blocks; block++) {
      const at = block * blockSize + place;
      if (at < columnCount) order[at] = sorted[next++];
    }
  }
  return order;
}

/** Swaps channels of different blocks as long as the sample keeps more energy. */
async function improve(
  order: Uint32Array,
  sample: Sample,
  pattern: ZerosPattern,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<void> {
  const blocks = Math.ceil(order.length / pattern.of);
  const kept = Float64Array.from({ length: blocks }, (_, block) => keptInBlock(sample, order, block, pattern));
  const random = generator();
  const pause = pausing(signal);
  let total = sumOf(kept);
  const { of, zeros } = pattern;
  const workOfPair = of ** 2 * 2 * sample.rowCount * of * Math.max(1, (of - zeros) / 2);
  let work = maxWork;
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    for (let block = 0; block < blocks; block++) {
      for (let partner = 0; partner < Math.min(partnersPerSweep, blocks - 1); partner++) {
        const other = (block + 1 + Math.floor(random() * (blocks - 1))) % blocks;
        await swapBest(order, kept, block, other, sample, pattern, pause);
        work -= workOfPair;
        if (work <= 0) return;
      }
    }
    onProgress?.((sweep + 1) / maxSweeps);
    const before = total;
    total = sumOf(kept);
    if (total <= before * (1 + minGain)) break;
  }
}

function sumOf(numbers: Float64Array): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Applies the best swap of a channel of block `a` with one of block `b`, if one keeps more. */
async function swapBest(
  order: Uint32Array,
  kept: Float64Array,
  a: number,
  b: number,
  sample: Sample,
  pattern: ZerosPattern,
  pause: () => Promise<void>,
): Promise<void> {
  let best: { i: number; j: number; keptA: number; keptB: number } | undefined;
  let most = kept[a] + kept[b];
  for (let i = a * pattern.of; i < Math.min(order.length, (a + 1) * pattern.of); i++) {
    await pause();
    for (let j = b * pattern.of; j < Math.min(order.length, (b + 1) * pattern.of); j++) {
      swap(order, i, j);
      const [keptA, keptB] = [keptInBlock(sample, order, a, pattern), keptInBlock(sample, order, b, pattern)];
      swap(order, i, j);
      if (keptA + keptB <= most) continue;
      most = keptA + keptB;
      best = { i, j, keptA, keptB };
    }
  }
  if (!best) return;
  swap(order, best.i, best.j);
  kept[a] = best.keptA;
  kept[b] = best.keptB;
}

function swap(order: Uint32Array, i: number, j: number): void {
  [order[i], order[j]] = [order[j], order[i]];
}

function keptIn(sample: Sample, order: Uint32Array, pattern: ZerosPattern): number {
  let kept = 0;
  for (let block = 0; block * pattern.of < order.length; block++) kept += keptInBlock(sample, order, block, pattern);
  return kept;
}

/** Energy that the sampled rows keep in a block of an order. */
function keptInBlock(
  { energies, rowCount }: Sample,
  order: Uint32Array,
  block: number,
  { zeros, of }: ZerosPattern,
): number {
  const start = block * of;
  const length = Math.min(order.length - start, of);
  const keep = Math.min(length, of - zeros);
  if (length === 4 && keep === 2) return keptOfFour(energies, rowCount, order, start);
  const largest = new Float64Array(keep);
  let sum = 0;
  for (let row = 0; row < rowCount; row++) {
    largest.fill(0);
    for (let i = 0; i < length; i++) insert(largest, energies[order[start + i] * rowCount + row]);
    for (let i = 0; i < keep; i++) sum += largest[i];
  }
  return sum;
}

/** As keptInBlock, for the usual pattern: the two larger ones of four. */
function keptOfFour(energies: Float32Array, rowCount: number, order: Uint32Array, start: number): number {
  const [a, b, c, d] = [0, 1, 2, 3].map((i) => order[start + i] * rowCount);
  let sum = 0;
  for (let row = 0; row < rowCount; row++) {
    const [ea, eb, ec, ed] = [energies[a + row], energies[b + row], energies[c + row], energies[d + row]];
    const [large, small] = ea > eb ? [ea, eb] : [eb, ea];
    const [other, least] = ec > ed ? [ec, ed] : [ed, ec];
    // The larger of each pair, or both of one pair.
    sum += Math.max(large + other, large + small, other + least);
  }
  return sum;
}

/** Inserts a value into the largest ones so far, sorted from large to small. @returns the value that is not among them any more */
function insert(largest: Float64Array, value: number): number {
  let place = largest.length;
  const dropped = place === 0 ? value : Math.min(value, largest[place - 1]);
  while (place > 0 && largest[place - 1] < value) place--;
  for (let i = largest.length - 1; i > place; i--) largest[i] = largest[i - 1];
  if (place < largest.length) largest[place] = value;
  return dropped;
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
        for (let i = 0; i < length; i++) sums[index + 1] += insert(largest, energies[order[start + i]]);
      }
    }
  }
  return sums;
}

/** Numbers from 0 to 1, the same in each run. Source: mulberry32 by Tommy Ettinger, public domain. */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
