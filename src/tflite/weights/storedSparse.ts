import { ModelError } from '../../modelError';
import { storedBytes, storedValue } from '../elementTypes';
import type { ModelFile } from '../modelFile';
import { readData } from '../tensorData';
import { readSparseEncoding, type SparseEncoding } from './sparseEncoding';
import { leavesOf, type SparseWalk, sparseWalk } from './sparseWalk';
import type { StoredMatrix } from './storedMatrix';

/** A stored-sparse tensor: where its values belong, and the values. What is not stored is zero. */
export type SparseMatrix = {
  readonly encoding: SparseEncoding;
  readonly walk: SparseWalk;
  readonly values: Uint8Array;
};

/** @throws ModelError `bad-sparsity`, `truncated` */
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
      `its indices lead to ${walk.leafCount} values, ${needed} bytes, but its buffer holds ${held}`,
    );
  }
  return { encoding, walk, values: await readData(source, range, 0, needed, signal) };
}

/** The stored value of an element, or undefined when it is not stored. */
export function storedSparseValue(
  { walk, values }: SparseMatrix,
  { type }: StoredMatrix,
  wanted: number,
): number | undefined {
  for (const { first, elements } of leavesOf(walk)) {
    const found = elements.indexOf(wanted);
    if (found >= 0) return storedValue(values, type, first + found);
  }
  return undefined;
}
