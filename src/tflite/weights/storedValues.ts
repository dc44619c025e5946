import { throwIfCancelled } from '../../modelError';
import { type ElementType, elementFormat, storedBits, storedValue } from '../elementTypes';
import { type Channels, channelsAlong, channelValue, single } from './channels';
import { leavesOf } from './sparseWalk';
import { readElements, type StoredMatrix } from './storedMatrix';
import type { SparseMatrix } from './storedSparse';

/** Consecutive stored numbers of a tensor, before scale and zero point. */
export type StoredPart = { readonly first: number; readonly values: Float64Array };

const elementsAtOnce = 1 << 20;
const turnLength = 30; // ms

/** Stored numbers [first, end) of a densely stored tensor, row-major, some at a time; the first part may begin up to three elements earlier. */
export async function* storedParts(
  stored: StoredMatrix,
  first: number,
  end: number,
  signal?: AbortSignal,
): AsyncGenerator<StoredPart> {
  // From the start of a byte, as packed elements share them.
  const perByte = Math.max(1, 8 / stored.format.bits);
  for (let start = first - (first % perByte); start < end; start += elementsAtOnce) {
    throwIfCancelled(signal);
    const count = Math.min(elementsAtOnce, end - start);
    const bytes = await readElements(stored, start, count, signal);
    yield { first: start, values: valuesOf(bytes, stored.type, count) };
  }
}

/** The numbers that `count` elements hold, from the first byte on. */
function valuesOf(bytes: Uint8Array, type: ElementType, count: number): Float64Array {
  if (type === 'INT8') return new Float64Array(new Int8Array(bytes.buffer, bytes.byteOffset, count));
  if (type === 'UINT8') return new Float64Array(bytes.subarray(0, count));
  // Copied, as a view needs its bytes to begin at a multiple of four.
  if (type === 'FLOAT32') return new Float64Array(new Float32Array(bytes.slice(0, count * 4).buffer));
  const values = new Float64Array(count);
  const { bits, kind } = elementFormat(type)!;
  if (bits <= 16 && count > 1 << bits) {
    // Fewer kinds of numbers than numbers: each is worked out once.
    const known = tableOf(type, bits);
    const format = { bits, kind };
    for (let i = 0; i < count; i++) values[i] = known[storedBits(bytes, format, i)];
    return values;
  }
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

/** What a stored number stands for: scale and zero point of its tensor, channel or block. A float, or a number without a scale, stands for itself. */
export type Dequantization = { readonly scales: Channels; readonly zeroPoints: Channels };

export function dequantizationOf({ format, quantization, tensor, zeroPoints }: StoredMatrix): Dequantization {
  const { scales, dimension } = quantization;
  if (format.kind === 'float') return { scales: single(1), zeroPoints: single(0) };
  if (scales.length === 0) return { scales: single(1), zeroPoints };
  return { scales: channelsAlong(scales, tensor.shape, dimension, 'scales'), zeroPoints };
}

export function dequantizedValue({ scales, zeroPoints }: Dequantization, value: number, element: number): number {
  return channelValue(scales, element) * (value - channelValue(zeroPoints, element));
}

/** Stored numbers of a stored-sparse tensor, each with its element; what is not stored is left out. */
export async function* storedLeaves(
  stored: StoredMatrix,
  { walk, values }: SparseMatrix,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly elements: Float64Array; readonly values: Float64Array }> {
  const all = valuesOf(values, stored.type, walk.leafCount);
  let turnAt = performance.now();
  for (const { first, elements } of leavesOf(walk)) {
    // Whoever cancels has a turn now and then.
    if (performance.now() - turnAt > turnLength) {
      await new Promise((resolve) => setTimeout(resolve));
      turnAt = performance.now();
    }
    throwIfCancelled(signal);
    yield { elements, values: all.subarray(first, first + elements.length) };
  }
}
