import { pausing } from '../tflite/weights/slices';
import { magnitude } from './magnitude';
import type { WeightValues } from './weightValues';

/** The `count` largest magnitudes of a tensor: all above `threshold`, and the first `ties` elements that are equal to it. */
export type LargestMagnitudes = { readonly threshold: number; readonly ties: number };

// The bits of a magnitude, as a 64-bit float without a sign, are ordered like the number. Each pass finds 16 of them.
export const magnitudePasses = 4;
const binCount = 1 << 16;

/**
 * Finds the `count`-th largest magnitude with four passes over the values, without sorting or keeping them.
 * @param count 1 to the number of elements
 * @throws ModelError `cancelled`, and those of reading
 */
export async function largestMagnitudes(
  values: WeightValues,
  count: number,
  signal?: AbortSignal,
): Promise<LargestMagnitudes> {
  const found = new Uint16Array(magnitudePasses);
  // Elements still to take from the bin that was found last.
  let left = count;
  for (let pass = 0; pass < magnitudePasses; pass++) {
    const bins = await binsOf(values, found.subarray(0, pass), signal);
    let bin = binCount - 1;
    while (bins[bin] < left) left -= bins[bin--];
    found[pass] = bin;
  }
  return { threshold: magnitudeOf(found), ties: left };
}

/** Counts the next 16 bits of all magnitudes that start with the bits `found`. */
async function binsOf(values: WeightValues, found: Uint16Array, signal?: AbortSignal): Promise<Uint32Array> {
  const bins = new Uint32Array(binCount);
  const number = new Float64Array(1);
  const digits = new Uint16Array(number.buffer);
  const pass = found.length;
  const pause = pausing(signal);
  for await (const part of values.parts(signal)) {
    await pause();
    for (const value of part.values) {
      number[0] = magnitude(value);
      let i = 0;
      while (i < pass && digits[magnitudePasses - 1 - i] === found[i]) i++;
      if (i === pass) bins[digits[magnitudePasses - 1 - pass]]++;
    }
  }
  return bins;
}

/** @param found the digits of a number, the highest first. In memory the lowest is first: WebAssembly needs little-endian platforms too. */
function magnitudeOf(found: Uint16Array): number {
  return new Float64Array(found.slice().reverse().buffer)[0];
}
