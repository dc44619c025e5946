import type { ByteSource } from '../../bytes/byteSource';
import { ModelError } from '../../modelError';
import { readEach } from '../metadata';
import type { Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import type { PagedByteBuffer } from '../pagedBuffer';
import {
  type DimensionMetadata,
  DimensionType,
  Int32Vector,
  SparseIndexVector,
  Tensor as TensorTable,
  Uint8Vector,
  Uint16Vector,
} from '../schema/tflite_generated';

/** SparsityParameters of a tensor: the layout of its stored values. Source: sparsity_format_converter.cc of LiteRT. */
export type SparseEncoding = {
  /** The dimension of each level. Values of `rank` or more are block dimensions. */
  readonly traversalOrder: readonly number[];
  /** blockMap[j] is the dimension that is split into blocks by block dimension `rank + j`. */
  readonly blockMap: readonly number[];
  /** In traversal order. */
  readonly levels: readonly SparseLevel[];
};

/** A level of the encoding. CSR levels have segments (row pointers) and indices. */
export type SparseLevel =
  | { readonly format: 'dense'; readonly size: number }
  | { readonly format: 'csr'; readonly segments: Indices; readonly indices: Indices };

export type Indices = Int32Array | Uint16Array | Uint8Array;

/**
 * Reads the sparse encoding of a tensor.
 * @throws ModelError `bad-sparsity` if a level has an unknown format or lacks its vectors; `truncated`
 */
export async function readSparseEncoding(
  { source, metadata }: ModelFile,
  tensor: Tensor,
  signal?: AbortSignal,
): Promise<SparseEncoding> {
  const found = await metadata.read((buffer) => {
    const table = new TensorTable().__init(tensor.position, buffer).sparsity()!;
    return {
      traversalOrder: readEach(table.traversalOrderLength(), (i) => table.traversalOrder(i) ?? 0),
      blockMap: readEach(table.blockMapLength(), (i) => table.blockMap(i) ?? 0),
      levels: readEach(table.dimMetadataLength(), (i) => levelPlaceOf(buffer, table.dimMetadata(i)!, i)),
    };
  }, signal);
  // Index vectors can be as large as the weights, so they are read directly and not through the paged metadata.
  const levels = await Promise.all(found.levels.map((level) => levelOf(source, level, signal)));
  return { traversalOrder: found.traversalOrder, blockMap: found.blockMap, levels };
}

type VectorPlace = { readonly start: number; readonly length: number; readonly bytesEach: 1 | 2 | 4 };

type LevelPlace =
  | { readonly format: 'dense'; readonly size: number }
  | { readonly format: 'csr'; readonly segments: VectorPlace; readonly indices: VectorPlace };

function levelPlaceOf(buffer: PagedByteBuffer, table: DimensionMetadata, level: number): LevelPlace {
  if (table.format() === DimensionType.DENSE) return { format: 'dense', size: table.denseSize() };
  if (table.format() !== DimensionType.SPARSE_CSR) {
    throw new ModelError('bad-sparsity', `level ${level} has format ${table.format()}; expected 0 (dense) or 1 (CSR)`);
  }
  return {
    format: 'csr',
    segments: vectorPlace(buffer, table.arraySegmentsType(), (union) => table.arraySegments(union), level),
    indices: vectorPlace(buffer, table.arrayIndicesType(), (union) => table.arrayIndices(union), level),
  };
}

const vectorTypes = {
  [SparseIndexVector.Int32Vector]: { Table: Int32Vector, bytesEach: 4 },
  [SparseIndexVector.Uint16Vector]: { Table: Uint16Vector, bytesEach: 2 },
  [SparseIndexVector.Uint8Vector]: { Table: Uint8Vector, bytesEach: 1 },
} as const;

type VectorTable = Int32Vector | Uint16Vector | Uint8Vector;

function vectorPlace(
  buffer: PagedByteBuffer,
  type: SparseIndexVector,
  read: (union: VectorTable) => VectorTable | null,
  level: number,
): VectorPlace {
  const known = vectorTypes[type as keyof typeof vectorTypes];
  const table = known && read(new known.Table());
  if (!table) {
    throw new ModelError(
      'bad-sparsity',
      `level ${level} has CSR format, but no segments or no indices: the file is damaged`,
    );
  }
  const length = table.valuesLength();
  if (length === 0) return { start: 0, length: 0, bytesEach: known.bytesEach };
  const start = buffer.__vector(table.bb_pos + buffer.__offset(table.bb_pos, 4));
  buffer.checkRange(start, length * known.bytesEach);
  return { start, length, bytesEach: known.bytesEach };
}

async function levelOf(source: ByteSource, level: LevelPlace, signal?: AbortSignal): Promise<SparseLevel> {
  if (level.format === 'dense') return level;
  const [segments, indices] = await Promise.all([
    readVector(source, level.segments, signal),
    readVector(source, level.indices, signal),
  ]);
  return { format: 'csr', segments, indices };
}

async function readVector(
  source: ByteSource,
  { start, length, bytesEach }: VectorPlace,
  signal?: AbortSignal,
): Promise<Indices> {
  const read = await source.slice(start, start + length * bytesEach, signal);
  // Views of 16 or 32 bits must be aligned. `slice` of Node's Buffer does not copy.
  const { buffer, byteOffset } = read.byteOffset % bytesEach === 0 ? read : new Uint8Array(read);
  if (bytesEach === 4) return new Int32Array(buffer, byteOffset, length);
  return bytesEach === 2 ? new Uint16Array(buffer, byteOffset, length) : new Uint8Array(buffer, byteOffset, length);
}
