import type { ZerosPattern } from '../sparsity/pattern';
import { pausing } from '../tflite/weights/slices';

// Comparisons of energies, about ten seconds.
const maxWork = 2e9;
const maxSweeps = 8;
const partnersPerSweep = 4;
// Relative gain of a sweep below which the search ends.
const minGain = 5e-4;

/** Squares of the weights of some rows, by channel: [columnCount, rowCount]. */
export type Sample = { readonly energies: Float32Array; readonly rowCount: number; readonly columnCount: number };

/** Channels in the order of their energy, assigned to the blocks in turn, so that each block has large and small ones. */
export function spreadOrder({ energies, rowCount, columnCount }: Sample, blockSize: number): Uint32Array<ArrayBuffer> {
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

/**
 * Swaps channels of different blocks in an order as long as the sample keeps more energy. Changes the order in place.
 * @throws ModelError `cancelled`
 */
export async function improveOrder(
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

/** Energy that the sampled rows keep in an order. */
export function keptIn(sample: Sample, order: Uint32Array, pattern: ZerosPattern): number {
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
    for (let i = 0; i < length; i++) insertLargest(largest, energies[order[start + i] * rowCount + row]);
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
export function insertLargest(largest: Float64Array, value: number): number {
  let place = largest.length;
  const dropped = place === 0 ? value : Math.min(value, largest[place - 1]);
  while (place > 0 && largest[place - 1] < value) place--;
  for (let i = largest.length - 1; i > place; i--) largest[i] = largest[i - 1];
  if (place < largest.length) largest[place] = value;
  return dropped;
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
