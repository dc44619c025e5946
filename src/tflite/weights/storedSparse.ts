import { ModelError } from '../../modelError';
import { storedBytes } from '../elementTypes';
import type { ModelFile } from '../modelFile';
import { readData } from '../tensorData';
import { readSparseEncoding, type SparseEncoding } from './sparseEncoding';
import { leavesOf, type SparseWalk, sparseWalk } from './sparseWalk';
import type { StoredMatrix } from './storedMatrix';

/** A stored-sparse tensor: its encoding and its stored values. Elements that are not stored are zero. */
export type SparseMatrix = {
  readonly encoding: SparseEncoding;
  readonly walk: SparseWalk;
  readonly values: Uint8Array;
};

/** Reads encoding and values of a stored-sparse tensor. Its indices are not checked yet, see checkIndices. @throws ModelError `bad-sparsity`, `truncated`, and those of the source */
export async function readSparseMatrix(
  file: ModelFile,
  stored: StoredMatrix,
  signal?: AbortSignal,
): Promise<SparseMatrix> {
  const encoding = await readSparseEncoding(file, stored.record, signal);
  const walk = sparseWalk(encoding, stored.tensor.shape);
  const needed = storedBytes(stored.format, walk.leafCount);
  const { source, range } = stored.data;
  const held = range.end - range.start;
  if (held < needed) {
    throw new ModelError(
      'bad-sparsity',
      `the indices need ${walk.leafCount} values (${needed} bytes), but the buffer has ${held} bytes: the file is damaged`,
    );
  }
  return { encoding, walk, values: await readData(source, range, 0, needed, signal) };
}

/** Position of an element in the order of storage, or undefined if it is not stored. @param element index in the tensor, row-major */
export function storedSparsePosition({ walk }: SparseMatrix, element: number): number | undefined {
  for (const { first, elements } of leavesOf(walk)) {
    const found = elements.indexOf(element);
    if (found >= 0) return first + found;
  }
  return undefined;
}
