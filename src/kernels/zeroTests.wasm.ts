import type { StoredRows } from '../tflite/weights/storedMatrix';
import { type ZeroTest, zeroTestOf } from '../tflite/weights/zeroBits';
import { type ZeroRanges, zeroRangesOf } from '../tflite/weights/zeroRanges';

/** Tests for zero as the kernels read them, for each channel. */
export type KernelTests = {
  readonly bits: ZeroTest['bits'];
  readonly channelCount: number;
  /** Number of consecutive elements with the same test. */
  readonly stride: number;
  /** Eight words: the lower and upper words of care, zero and span, the way of comparison, and 0. */
  wordsOf(channel: number): readonly number[];
};

/** Bytes of a test. */
export const testBytes = 32;

// Ways of comparison, see src/kernels/wasm/ways.ts.
const [allBits, asFloat, careBits, inRange] = [0, 1, 2, 3];

export function kernelTestsOf(rows: StoredRows): KernelTests {
  if (rows.threshold) return rangeTests(zeroRangesOf(rows, rows.threshold));
  const test = zeroTestOf(rows);
  const { bits, zeros, stride } = test;
  return { bits, channelCount: zeros.length, stride, wordsOf: (channel) => equalityWords(test, channel) };
}

// No element & 0 is 0xff, in any width.
const never = [0, 0, 0xff, 0, 0, 0, careBits, 0];

function equalityWords({ bits, care, zeros, highZeros }: ZeroTest, channel: number): readonly number[] {
  const zero = zeros[channel];
  // Without upper words, elements of 64 bits are floats. Their sign does not matter.
  if (bits === 64) {
    return highZeros
      ? [care, care, zero, highZeros[channel], 0, 0, careBits, 0]
      : [care, 0x7fffffff, zero, 0, 0, 0, careBits, 0];
  }
  // A zero point outside the range of its type never matches.
  if (bits < 32 && zero > care) return never;
  if (bits === 32) return [care, 0, zero, 0, 0, 0, care === 0x7fffffff ? asFloat : careBits, 0];
  if (bits === 16) return [care, 0, zero, 0, 0, 0, careBits, 0];
  const isComplete = care === 2 ** bits - 1 && (bits === 8 || zero === 0);
  return [inEachPart(bits, care), 0, inEachPart(bits, zero), 0, 0, 0, isComplete ? allBits : careBits, 0];
}

function rangeTests(ranges: ZeroRanges): KernelTests {
  const { bits, lows, stride } = ranges;
  return { bits, channelCount: lows.length, stride, wordsOf: (channel) => rangeWords(ranges, channel) };
}

function rangeWords(ranges: ZeroRanges, channel: number): readonly number[] {
  if (ranges.spans[channel] < 0) return never;
  if (ranges.bits === 64) {
    const { care, lows, spans } = ranges;
    return [...wordsOfLong(care), ...wordsOfLong(lows[channel]), ...wordsOfLong(spans[channel]), inRange, 0];
  }
  return [ranges.care, 0, ranges.lows[channel], 0, ranges.spans[channel], 0, inRange, 0];
}

/** Kernels compare elements of less than 8 bits in bytes, with the value repeated. */
function inEachPart(bits: number, value: number): number {
  let byte = value;
  for (let shift = bits; shift < 8; shift += bits) byte |= value << shift;
  return byte;
}

function wordsOfLong(value: bigint): [number, number] {
  return [Number(value & 0xffffffffn), Number(value >> 32n)];
}
