import { throwIfCancelled } from '../../modelError';
import { storedBytes, storedValue } from '../elementTypes';
import { channelIndex, channelValue, integerAt, runLength } from './channels';
import { stepsOfLongs, valuesOf } from './elementValues';
import { pausing } from './slices';
import { leafBitsOf, leavesOf } from './sparseWalk';
import { readElements, type StoredMatrix } from './storedMatrix';
import type { SparseMatrix } from './storedSparse';

/** Values of consecutive elements. `first` is the index of the first one in the tensor. The receiver can change the array. */
export type StoredPart = { readonly first: number; readonly values: Float64Array };

const elementsAtOnce = 1 << 20;

/**
 * Stored values of the elements [first, end) of a densely stored tensor, in parts. For packed types, the first part can start up to three
 * elements earlier.
 * @throws ModelError `cancelled`, and those of the source
 */
export async function* storedParts(
  stored: StoredMatrix,
  first: number,
  end: number,
  signal?: AbortSignal,
): AsyncGenerator<StoredPart> {
  for await (const { start, count, bytes } of denseParts(stored, first, end, signal)) {
    yield { first: start, values: valuesOf(bytes, stored.type, count) };
  }
}

/** As storedParts, with stored values minus zero points: the distance from zero in quantization steps, 0 exactly if the weight is zero. */
export async function* stepParts(
  stored: StoredMatrix,
  first: number,
  end: number,
  signal?: AbortSignal,
): AsyncGenerator<StoredPart> {
  for await (const { start, count, bytes } of denseParts(stored, first, end, signal)) {
    yield { first: start, values: stepsOf(stored, bytes, start, count) };
  }
}

async function* denseParts(stored: StoredMatrix, first: number, end: number, signal?: AbortSignal) {
  // Packed elements share a byte, so a part starts at a byte boundary.
  const perByte = Math.max(1, 8 / stored.format.bits);
  for (let start = first - (first % perByte); start < end; start += elementsAtOnce) {
    throwIfCancelled(signal);
    const count = Math.min(elementsAtOnce, end - start);
    yield { start, count, bytes: await readElements(stored, start, count, signal) };
  }
}

/** Steps of one element. @param position of its value in `bytes` */
export function stepOf(
  { type, format, zeroPoints }: StoredMatrix,
  bytes: Uint8Array,
  position: number,
  element: number,
): number {
  const channel = channelIndex(zeroPoints, element);
  if (format.bits === 64 && format.kind !== 'float') {
    const [step] = stepsOfLongs(
      bytes.subarray(position * 8),
      format.kind,
      1,
      () => integerAt(zeroPoints, channel) ?? 0n,
    );
    return step;
  }
  return storedValue(bytes, type, position) - zeroPoints.values[channel];
}

/**
 * Steps of consecutive elements: stored values minus zero points.
 * @param bytes start with the first bit of element `first`
 */
export function stepsOf(
  { type, format, zeroPoints }: StoredMatrix,
  bytes: Uint8Array,
  first: number,
  count: number,
): Float64Array {
  if (format.bits === 64 && format.kind !== 'float') {
    return stepsOfLongs(
      bytes,
      format.kind,
      count,
      (i) => integerAt(zeroPoints, channelIndex(zeroPoints, first + i)) ?? 0n,
    );
  }
  const steps = valuesOf(bytes, type, count);
  // Most zero points are 0.
  if (zeroPoints.values.length === 1 && zeroPoints.values[0] === 0) return steps;
  for (let start = 0; start < count; ) {
    const end = Math.min(count, start + runLength(zeroPoints, first + start));
    const zeroPoint = channelValue(zeroPoints, first + start);
    for (let i = start; i < end; i++) steps[i] -= zeroPoint;
    start = end;
  }
  return steps;
}

/** Consecutive stored values of a stored-sparse tensor. */
type SparsePart = {
  /** Position of the first value in the order of storage. */
  readonly first: number;
  /** For each value, the index of its element in the tensor. */
  readonly elements: Float64Array;
  /** The values as stored. For packed types, the first one can start inside the first byte. */
  readonly bytes: Uint8Array;
};

/**
 * All stored values of a stored-sparse tensor, in parts.
 * @throws ModelError `cancelled`
 */
export async function* sparseParts(
  { format }: StoredMatrix,
  { walk, values }: SparseMatrix,
  signal?: AbortSignal,
): AsyncGenerator<SparsePart> {
  const pause = pausing(signal);
  for (const { first, elements } of leavesOf(walk)) {
    await pause();
    const firstByte = Math.floor((first * format.bits) / 8);
    yield { first, elements, bytes: values.subarray(firstByte, storedBytes(format, first + elements.length)) };
  }
}

/**
 * As sparseParts, with the bit of each value in a mask instead of its element.
 * @param rowBits bits of a row of the mask, with its padding
 * @throws ModelError `cancelled`
 */
export async function* sparseBits(
  { format, tensor }: StoredMatrix,
  { walk, values }: SparseMatrix,
  rowBits: number,
  signal?: AbortSignal,
) {
  const pause = pausing(signal);
  for (const { first, bits } of leafBitsOf(walk, tensor.columnCount, rowBits)) {
    await pause();
    const firstByte = Math.floor((first * format.bits) / 8);
    yield { first, bits, bytes: values.subarray(firstByte, storedBytes(format, first + bits.length)) };
  }
}

/** Values of a stored-sparse tensor, each with the index of its element in the tensor. Elements that are not stored are left out. */
export type SparseValues = { readonly elements: Float64Array; readonly values: Float64Array };

/** @throws ModelError `cancelled` */
export async function* storedLeaves(
  stored: StoredMatrix,
  sparse: SparseMatrix,
  signal?: AbortSignal,
): AsyncGenerator<SparseValues> {
  const all = valuesOf(sparse.values, stored.type, sparse.walk.leafCount);
  for await (const { first, elements } of sparseParts(stored, sparse, signal)) {
    yield { elements, values: all.subarray(first, first + elements.length) };
  }
}

/** As storedLeaves, with stored values minus zero points, see stepParts. */
export async function* stepLeaves(
  stored: StoredMatrix,
  sparse: SparseMatrix,
  signal?: AbortSignal,
): AsyncGenerator<SparseValues> {
  const { format, zeroPoints } = stored;
  if (format.bits === 64 && format.kind !== 'float') {
    for await (const { elements, bytes } of sparseParts(stored, sparse, signal)) {
      const zeroPointOf = (i: number) => integerAt(zeroPoints, channelIndex(zeroPoints, elements[i])) ?? 0n;
      yield { elements, values: stepsOfLongs(bytes, format.kind, elements.length, zeroPointOf) };
    }
    return;
  }
  for await (const { elements, values } of storedLeaves(stored, sparse, signal)) {
    for (let i = 0; i < values.length; i++) values[i] -= channelValue(zeroPoints, elements[i]);
    yield { elements, values };
  }
}
