import type { ZeroTest } from '../tflite/weights/zeroBits';

/**
 * Arguments `care`, `zero`, `highCare` and `highZero` of the kernel for a channel. A zero point outside the range of its type never matches.
 */
export function comparison(
  { bits, care, zeros, highZeros }: ZeroTest,
  channel: number,
): [number, number, number, number] {
  const index = channel % zeros.length;
  const zero = zeros[index];
  // Without upper words, elements of 64 bits are floats. Their sign does not matter.
  if (bits === 64) return highZeros ? [care, zero, care, highZeros[index]] : [care, zero, 0x7fffffff, 0];
  return bits < 32 && zero > care ? [0, 1, 0, 0] : [care, zero, 0, 0];
}
