import { type ElementType, elementFormat, storedBits, storedValue } from '../elementTypes';

/**
 * The stored values of `count` elements. The first one starts at the first bit of `bytes`. Integers beyond 2^53 are rounded. The receiver can
 * change the array.
 */
export function valuesOf(bytes: Uint8Array, type: ElementType, count: number): Float64Array<ArrayBuffer> {
  if (type === 'INT8') return new Float64Array(new Int8Array(bytes.buffer, bytes.byteOffset, count));
  if (type === 'UINT8') return new Float64Array(bytes.subarray(0, count));
  // Copied, because a Float32Array must start at a multiple of four bytes.
  if (type === 'FLOAT32')
    return new Float64Array(new Float32Array(new Uint8Array(bytes.subarray(0, count * 4)).buffer));
  const values = new Float64Array(count);
  const { bits, kind } = elementFormat(type)!;
  if (bits <= 16 && count > 1 << bits) {
    // There are fewer bit patterns than elements, so a table saves time.
    const table = tableOf(type, bits);
    const format = { bits, kind };
    for (let i = 0; i < count; i++) values[i] = table[storedBits(bytes, format, i)];
    return values;
  }
  if (bits === 64 && kind !== 'float') return stepsOfLongs(bytes, kind, count, () => 0n);
  for (let i = 0; i < count; i++) values[i] = storedValue(bytes, type, i);
  return values;
}

function tableOf(type: ElementType, bits: number): Float64Array {
  const bytes = new Uint8Array(4);
  const word = new DataView(bytes.buffer);
  return Float64Array.from({ length: 1 << bits }, (_, pattern) => {
    word.setUint32(0, pattern, true);
    return storedValue(bytes, type, 0);
  });
}

/**
 * Stored values of 64-bit integers minus their zero points. The difference is exact up to 2^53 and rounded beyond, so it is 0 only if the weight
 * is zero. Values and zero points are rounded if they are subtracted as numbers.
 * @param zeroPointOf of the element at an index of the result
 */
export function stepsOfLongs(
  bytes: Uint8Array,
  kind: 'signed' | 'unsigned',
  count: number,
  zeroPointOf: (index: number) => bigint,
): Float64Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, count * 8);
  const steps = new Float64Array(count);
  let zeroPoint: bigint | undefined;
  let [zeroHigh, zeroLow] = [0, 0];
  for (let i = 0; i < count; i++) {
    const next = zeroPointOf(i);
    if (next !== zeroPoint) {
      zeroPoint = next;
      zeroHigh = Number(next >> 32n);
      zeroLow = Number(next & 0xffffffffn);
    }
    const high = kind === 'signed' ? view.getInt32(i * 8 + 4, true) : view.getUint32(i * 8 + 4, true);
    // Both products are exact, so only the sum is rounded.
    steps[i] = (high - zeroHigh) * 2 ** 32 + (view.getUint32(i * 8, true) - zeroLow);
  }
  return steps;
}
