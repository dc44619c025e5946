import { ModelError } from '../modelError';
import type { KeepRule } from '../pruning/keepRule';
import { indexBytes, sparseTypes } from '../sparsity/sizes';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { type DenseChunk, denseChunks } from './denseChunks';
import { type Content, int32s, newData, newTable, scalar, type TableNode } from './nodes';
import { badPlan } from './plan';

/** Columns of the blocks of each sparse encoding. Blocks have one row. */
export const blockColumns = { csr: 1, 'block:1x4': 4, 'block:1x16': 16 } as const;

// Segments are signed 32-bit numbers.
const maxEntries = 2 ** 31 - 1;

/** Why a tensor cannot be stored sparse in blocks of this many columns; undefined if it can. */
export function sparseProblem({ type, shape, columnCount }: WeightTensor, columns: number): string | undefined {
  if (!sparseTypes.has(type)) return `${type} weights cannot be stored sparse; expected ${[...sparseTypes].join(', ')}`;
  if (shape.length < 2)
    return `a tensor of shape [${shape.join(', ')}] cannot be stored sparse; expected 2 dimensions or more`;
  if (columnCount % columns !== 0)
    return `rows of ${columnCount} weights cannot be stored in blocks of 1 x ${columns}; expected a multiple of ${columns}`;
  return undefined;
}

/** @throws ModelError `bad-plan` if the tensor cannot be stored sparse in blocks of this many columns */
export function checkSparse({ tensor, zeroPoints }: StoredMatrix, columns: number): void {
  const problem = sparseProblem(tensor, columns);
  if (problem !== undefined) throw badPlan(problem);
  if (!Array.prototype.every.call(zeroPoints.values, (value: number) => value === 0))
    throw badPlan(
      'weights with a zero point that is not 0 cannot be stored sparse: runtimes read what is not stored as 0',
    );
}

/**
 * Stores a tensor in CSR over its last dimension, or CSR of blocks of one row, as the TensorFlow Lite converter does. -0 is not stored, except in
 * blocks. Sources: sparsity_format_converter.cc and flatbuffer_export.cc of LiteRT.
 * @param columns of a block; 1 for no blocks
 * @throws ModelError `too-large`, `cancelled`, and those of the source
 */
export async function sparseEncoding(
  dense: StoredMatrix,
  rule: KeepRule | undefined,
  columns: number,
  onElements: (count: number) => void,
  signal?: AbortSignal,
) {
  const { tensor, format } = dense;
  const { rowCount, columnCount } = tensor;
  const chunks = (cancel?: AbortSignal) => denseChunks(dense, rule, cancel, columns);
  const segments = new Float64Array(rowCount + 1);
  let [zerosBefore, zerosAfter, entries, lastIndex] = [0, 0, 0, 0];
  for await (const chunk of chunks(signal)) {
    zerosBefore += chunk.zerosBefore;
    zerosAfter += chunk.zerosAfter;
    for (const at of entriesIn(chunk, columns)) {
      const element = chunk.first + at;
      segments[Math.floor(element / columnCount) + 1] = ++entries;
      lastIndex = Math.max(lastIndex, (element % columnCount) / columns);
    }
    onElements(chunk.count);
  }
  if (entries > maxEntries)
    throw new ModelError('too-large', `the tensor has ${entries} entries; expected at most 2^31`);
  // Rows without entries end where the row before does.
  for (let row = 1; row <= rowCount; row++) segments[row] = Math.max(segments[row], segments[row - 1]);

  const [segmentBytes, entryBytes] = [indexBytes(entries), indexBytes(lastIndex)];
  const valueBytes = (entries * columns * format.bits) / 8;
  const indices: Content = {
    byteLength: entries * entryBytes,
    async *chunks(cancel) {
      for await (const chunk of chunks(cancel)) {
        const places = entriesIn(chunk, columns);
        yield numbers(
          places.map((at) => ((chunk.first + at) % columnCount) / columns),
          entryBytes,
        );
      }
    },
  };
  const values: Content = {
    byteLength: valueBytes,
    async *chunks(cancel) {
      for await (const chunk of chunks(cancel)) yield entryValues(chunk, columns, format.bits / 8);
    },
  };
  const csr = csrLevel({ bytes: numbers(segments, segmentBytes) }, segmentBytes, indices, entryBytes);
  return {
    ...{ kind: 'sparse' as const, zerosBefore, zerosAfter, values },
    bytes: valueBytes + entries * entryBytes + segments.length * segmentBytes,
    sparsity: sparsityTable(tensor.shape, csr, columns),
  };
}

/** Places in the chunk where a stored value, or a block of them, begins. */
function entriesIn({ count, steps }: DenseChunk, columns: number): Uint32Array {
  const places = new Uint32Array(Math.ceil(count / columns));
  let found = 0;
  for (let start = 0; start < count; start += columns) {
    let isStored = false;
    for (let i = start; i < start + columns && !isStored; i++) isStored = steps[i] !== 0;
    if (isStored) places[found++] = start;
  }
  return places.subarray(0, found);
}

function entryValues(chunk: DenseChunk, columns: number, bytesEach: number): Uint8Array {
  const places = entriesIn(chunk, columns);
  const length = columns * bytesEach;
  const values = new Uint8Array(places.length * length);
  for (let i = 0; i < places.length; i++) {
    const start = places[i] * bytesEach;
    for (let byte = 0; byte < length; byte++) values[i * length + byte] = chunk.bytes[start + byte];
  }
  return values;
}

function numbers(values: ArrayLike<number>, bytesEach: 1 | 2 | 4): Uint8Array {
  if (bytesEach === 1) return Uint8Array.from(values);
  return new Uint8Array((bytesEach === 2 ? Uint16Array.from(values) : Int32Array.from(values)).buffer);
}

const vectorTypes = { 4: 'Int32Vector', 2: 'Uint16Vector', 1: 'Uint8Vector' } as const;
const vectorNumbers = { 4: 1, 2: 2, 1: 3 } as const;

function csrLevel(segments: Content, segmentBytes: 1 | 2 | 4, indices: Content, entryBytes: 1 | 2 | 4): TableNode {
  const vector = (content: Content, bytes: 1 | 2 | 4) =>
    newTable(vectorTypes[bytes], { values: newData(vectorTypes[bytes], 'values', content) });
  return newTable('DimensionMetadata', {
    format: scalar(1, 1),
    array_segments_type: scalar(vectorNumbers[segmentBytes], 1),
    array_segments: vector(segments, segmentBytes),
    array_indices_type: scalar(vectorNumbers[entryBytes], 1),
    array_indices: vector(indices, entryBytes),
  });
}

/** All dimensions dense, except for the last one. With blocks, a dense level of their columns follows. */
function sparsityTable(shape: readonly number[], csr: TableNode, columns: number): TableNode {
  const denseLevel = (size: number) => newTable('DimensionMetadata', { dense_size: scalar(size, 4) });
  const rank = shape.length;
  const isBlocked = columns > 1;
  const order = Array.from({ length: rank + (isBlocked ? 1 : 0) }, (_, level) => level);
  return newTable('SparsityParameters', {
    traversal_order: newData('SparsityParameters', 'traversal_order', int32s(order)),
    ...(isBlocked && { block_map: newData('SparsityParameters', 'block_map', int32s([rank - 1])) }),
    dim_metadata: {
      kind: 'tables',
      items: [...shape.slice(0, -1).map(denseLevel), csr, ...(isBlocked ? [denseLevel(columns)] : [])],
    },
  });
}
