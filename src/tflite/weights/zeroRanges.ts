import { type ElementFormat, type ElementType, elementFormat, storedValue } from '../elementTypes';
import { type Channels, channelIndex, integerAt } from './channels';
import type { StoredRows, Threshold } from './storedMatrix';

/**
 * A test for small weights on the bits of an element, for each channel. Numbers up to a threshold are a range of stored values, because stored
 * values are in the order of real values. An element is zero if `(bits & care) - low`, as an unsigned number of as many bits, is at most `span`.
 * A span of -1 means that no element is zero.
 */
export type ZeroRanges =
  | {
      readonly bits: Exclude<ElementFormat['bits'], 64>;
      readonly care: number;
      readonly lows: Uint32Array<ArrayBuffer>;
      readonly spans: Float64Array<ArrayBuffer>;
      readonly stride: number;
    }
  | {
      readonly bits: 64;
      readonly care: bigint;
      readonly lows: readonly bigint[];
      readonly spans: readonly bigint[];
      readonly stride: number;
    };

/** @param rows with zero points without a grid; the scales of their threshold can have a grid */
export function zeroRangesOf(rows: StoredRows, threshold: Threshold): ZeroRanges {
  const format = elementFormat(rows.type);
  if (!format) throw new Error(`${rows.type} has no zero test`);
  const { bits, kind } = format;
  if (kind === 'float') return bits === 64 ? float64Range(threshold) : floatRange(rows.type, bits, threshold);
  const channels = channelPairs(rows, threshold.scales);
  if (bits === 64) return longRanges(rows, threshold, channels, kind);
  const least = kind === 'signed' ? -(2 ** (bits - 1)) : 0;
  const most = least + 2 ** bits - 1;
  const care = 2 ** bits - 1;
  const lows = new Uint32Array(channels.zeros.length);
  const spans = new Float64Array(lows.length);
  for (let i = 0; i < lows.length; i++) {
    const zeroPoint = rows.zeroPoints.values[channels.zeros[i]];
    const scale = threshold.scales.values[channels.scales[i]];
    const isSmall = (value: number) => isWithin(threshold.value, scale, value - zeroPoint);
    const [up, down] = [Math.max(least, Math.ceil(zeroPoint)), Math.min(most, Math.floor(zeroPoint))];
    const high = up > most ? most : lastThat(up, most, isSmall);
    const low = down < least ? least : -lastThat(-down, -least, (negated) => isSmall(-negated));
    lows[i] = low & care;
    spans[i] = Math.max(-1, high - low);
  }
  return { bits, care, lows, spans, stride: channels.stride };
}

function isWithin(threshold: number, scale: number, steps: number): boolean {
  return steps === 0 || Math.abs(scale * steps) <= threshold;
}

/** The last integer in [first, last] with a property that holds up to some integer; `first - 1` if none has it. */
function lastThat(first: number, last: number, holds: (value: number) => boolean): number {
  let [below, above] = [first - 1, last + 1];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (holds(middle)) below = middle;
    else above = middle;
  }
  return below;
}

/** Bits without the sign are in the order of absolute values, with NaN after infinity. */
function floatRange(type: ElementType, bits: 8 | 16 | 32 | 2 | 4, { value }: Threshold): ZeroRanges {
  const care = 2 ** (bits - 1) - 1;
  const bytes = new Uint8Array(4);
  const word = new DataView(bytes.buffer);
  const high = lastThat(0, care, (code) => {
    word.setUint32(0, code, true);
    return storedValue(bytes, type, 0) <= value;
  });
  return { bits, care, lows: new Uint32Array(1), spans: Float64Array.of(high), stride: 1 };
}

function float64Range({ value }: Threshold): ZeroRanges {
  const word = new DataView(new ArrayBuffer(8));
  word.setFloat64(0, value);
  return { bits: 64, care: (1n << 63n) - 1n, lows: [0n], spans: [word.getBigUint64(0)], stride: 1 };
}

/** Distances beyond 2^53 are rounded, as in stepsOfLongs. */
function longRanges(
  { zeroPoints }: StoredRows,
  threshold: Threshold,
  channels: ChannelPairs,
  kind: 'signed' | 'unsigned',
): ZeroRanges {
  const least = kind === 'signed' ? -(1n << 63n) : 0n;
  const most = least + (1n << 64n) - 1n;
  const lows: bigint[] = [];
  const spans: bigint[] = [];
  for (let i = 0; i < channels.zeros.length; i++) {
    const zeroPoint = integerAt(zeroPoints, channels.zeros[i]) ?? 0n;
    const scale = threshold.scales.values[channels.scales[i]];
    const isSmall = (value: bigint) => isWithin(threshold.value, scale, Number(value - zeroPoint));
    const high = zeroPoint > most ? most : lastLongThat(zeroPoint < least ? least : zeroPoint, most, isSmall);
    const low =
      zeroPoint < least
        ? least
        : -lastLongThat(zeroPoint > most ? -most : -zeroPoint, -least, (negated) => isSmall(-negated));
    lows.push(BigInt.asUintN(64, low));
    spans.push(high < low ? -1n : high - low);
  }
  return { bits: 64, care: (1n << 64n) - 1n, lows, spans, stride: channels.stride };
}

function lastLongThat(first: bigint, last: bigint, holds: (value: bigint) => boolean): bigint {
  let [below, above] = [first - 1n, last + 1n];
  while (above - below > 1n) {
    const middle = below + (above - below) / 2n;
    if (holds(middle)) below = middle;
    else above = middle;
  }
  return below;
}

/** Indices of the zero point and of the scale of each channel. Channels as in Channels, without a grid. */
type ChannelPairs = {
  readonly zeros: ArrayLike<number>;
  readonly scales: ArrayLike<number>;
  readonly stride: number;
};

function channelPairs({ zeroPoints, firstElement, rowCount, columnCount }: StoredRows, scales: Channels): ChannelPairs {
  const [zeroCount, scaleCount] = [zeroPoints.values.length, scales.values.length];
  const indices = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);
  if (scaleCount === 1) {
    return { zeros: indices(zeroCount), scales: new Uint32Array(zeroCount), stride: zeroPoints.stride };
  }
  const isSimple = !scales.grid && !zeroPoints.grid;
  if (isSimple && zeroCount === 1) {
    return { zeros: new Uint32Array(scaleCount), scales: indices(scaleCount), stride: scales.stride };
  }
  if (isSimple && zeroCount === scaleCount && zeroPoints.stride === scales.stride) {
    return { zeros: indices(zeroCount), scales: indices(scaleCount), stride: scales.stride };
  }
  // A list of all runs of elements with the same zero point and scale, as in channelsOfElements.
  const stride = zeroCount === 1 ? scales.stride : greatestDivisor(zeroPoints.stride, scales.stride);
  const firstRun = Math.floor(firstElement / stride);
  const runCount = Math.max(1, Math.ceil((firstElement + rowCount * columnCount) / stride) - firstRun);
  const zerosOfRuns = new Uint32Array(runCount);
  const scalesOfRuns = new Uint32Array(runCount);
  for (let run = firstRun; run < firstRun + runCount; run++) {
    zerosOfRuns[run % runCount] = channelIndex(zeroPoints, run * stride);
    scalesOfRuns[run % runCount] = channelIndex(scales, run * stride);
  }
  return { zeros: zerosOfRuns, scales: scalesOfRuns, stride };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
