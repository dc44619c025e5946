import { throwIfCancelled } from '../../modelError';
import { type ElementType, elementFormat, storedBits, storedBytes, storedValue } from '../elementTypes';
import { leavesOf } from './sparseWalk';
import { readElements, type StoredMatrix } from './storedMatrix';
import type { SparseMatrix } from './storedSparse';

/** Stored values of consecutive elements. `first` is the index of the first one in the tensor. The receiver can change the array. */
export type StoredPart = { readonly first: number; readonly values: Float64Array };

const elementsAtOnce = 1 << 20;
const maxBlockingTime = 30; // ms

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
  // Packed elements share a byte, so a part starts at a byte boundary.
  const perByte = Math.max(1, 8 / stored.format.bits);
  for (let start = first - (first % perByte); start < end; start += elementsAtOnce) {
    throwIfCancelled(signal);
    const count = Math.min(elementsAtOnce, end - start);
    const bytes = await readElements(stored, start, count, signal);
    yield { first: start, values: valuesOf(bytes, stored.type, count) };
  }
}

/** The stored values of `count` elements. The first one starts at the first bit of `bytes`. */
function valuesOf(bytes: Uint8Array, type: ElementType, count: number): Float64Array {
  if (type === 'INT8') return new Float64Array(new Int8Array(bytes.buffer, bytes.byteOffset, count));
  if (type === 'UINT8') return new Float64Array(bytes.subarray(0, count));
  // Copied, because a Float32Array must start at a multiple of four bytes.
  if (type === 'FLOAT32') return new Float64Array(new Float32Array(bytes.slice(0, count * 4).buffer));
  const values = new Float64Array(count);
  const { bits, kind } = elementFormat(type)!;
  if (bits <= 16 && count > 1 << bits) {
    // There are fewer bit patterns than elements, so a table saves time.
    const table = tableOf(type, bits);
    const format = { bits, kind };
    for (let i = 0; i < count; i++) values[i] = table[storedBits(bytes, format, i)];
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
  let startedAt = performance.now();
  for (const { first, elements } of leavesOf(walk)) {
    // Yield, so that cancellation is processed.
    if (performance.now() - startedAt > maxBlockingTime) {
      await new Promise((resolve) => setTimeout(resolve));
      startedAt = performance.now();
    }
    throwIfCancelled(signal);
    const firstByte = Math.floor((first * format.bits) / 8);
    yield { first, elements, bytes: values.subarray(firstByte, storedBytes(format, first + elements.length)) };
  }
}

/**
 * Stored values of a stored-sparse tensor, each with the index of its element in the tensor. Elements that are not stored are left out.
 * @throws ModelError `cancelled`
 */
export async function* storedLeaves(
  stored: StoredMatrix,
  sparse: SparseMatrix,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly elements: Float64Array; readonly values: Float64Array }> {
  const all = valuesOf(sparse.values, stored.type, sparse.walk.leafCount);
  for await (const { first, elements } of sparseParts(stored, sparse, signal)) {
    yield { elements, values: all.subarray(first, first + elements.length) };
  }
}
