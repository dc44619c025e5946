import { type ZeroScales, zeroScalesOf } from './scales';
import type { StoredMatrix } from './storedMatrix';
import type { SparseMatrix } from './storedSparse';
import type { Encoding } from './weightTensor';

/** How a tensor is stored in the file. Sizes are in bytes. */
export type Storage = StoredAs & {
  /** Absent if no scale is 0. */
  readonly zeroScales?: ZeroScales;
};

type StoredAs =
  | { readonly encoding: 'dense'; readonly bytes: number }
  | {
      readonly encoding: Exclude<Encoding, 'dense' | 'sparse'>;
      /** Encoded weights, with their tables. */
      readonly bytes: number;
      /** Size of the tensor if it were stored densely. */
      readonly denseBytes: number;
    }
  | {
      readonly encoding: 'sparse';
      /** Values and indices. */
      readonly bytes: number;
      /** Size of the tensor if it were stored densely. */
      readonly denseBytes: number;
      /** In traversal order. */
      readonly levels: readonly StoredLevel[];
    };

/** A level of a sparse encoding. */
export type StoredLevel = {
  readonly format: 'dense' | 'csr';
  readonly dimension: number;
  /** Size of the blocks of the dimension, if this level traverses the inside of a block. */
  readonly blockSize: number | undefined;
};

/** @param sparse required if the tensor is stored sparse */
export function storageOf(stored: StoredMatrix, sparse?: SparseMatrix): Storage {
  const zeroScales = zeroScalesOf(stored.scales, stored.quantization);
  return { ...storedAs(stored, sparse), ...(zeroScales && { zeroScales }) };
}

function storedAs({ tensor, byteLength, encodedBytes = 0 }: StoredMatrix, sparse?: SparseMatrix): StoredAs {
  if (sparse) return sparseStorage(sparse, tensor.shape.length, byteLength);
  const { encoding } = tensor;
  if (encoding === 'dense' || encoding === 'sparse') return { encoding: 'dense', bytes: byteLength };
  return { encoding, bytes: encodedBytes, denseBytes: byteLength };
}

function sparseStorage({ encoding, values }: SparseMatrix, rank: number, denseBytes: number): StoredAs {
  const indexBytes = encoding.levels.reduce(
    (total, level) => total + (level.format === 'csr' ? level.segments.byteLength + level.indices.byteLength : 0),
    0,
  );
  const levels = encoding.levels.map((level, i): StoredLevel => {
    const walked = encoding.traversalOrder[i];
    if (walked < rank) return { format: level.format, dimension: walked, blockSize: undefined };
    const blockSize = level.format === 'dense' ? level.size : undefined;
    return { format: level.format, dimension: encoding.blockMap[walked - rank], blockSize };
  });
  return { encoding: 'sparse', bytes: values.length + indexBytes, denseBytes, levels };
}
