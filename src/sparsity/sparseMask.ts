import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { sparseParts, stepLeaves } from '../tflite/weights/storedValues';
import type { Engine } from './engine';
import { emptyMask, type Mask, setBit } from './mask';
import { twoOfFour } from './pattern';

/**
 * The mask of a stored-sparse tensor, computed from indices and stored values without a dense copy of the weights. Stored values can be zero,
 * because blocks are stored completely. With a single zero point, the engine finds those zeros.
 * @throws ModelError `cancelled`
 */
export async function sparseMask(
  sparse: SparseMatrix,
  stored: StoredMatrix,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Mask> {
  const { tensor, type, zeroPoints } = stored;
  const { columnCount } = tensor;
  const mask = emptyMask(tensor.rowCount, columnCount);

  function setElement(element: number): void {
    const row = Math.floor(element / columnCount);
    setBit(mask, row, element - row * columnCount);
  }

  if (zeroPoints.values.length === 1) {
    for await (const { first, elements, bytes } of sparseParts(stored, sparse, signal)) {
      const row = { rowCount: 1, columnCount: elements.length, firstElement: first, type, zeroPoints };
      const { words } = (await engine.analysisOf(row, bytes, twoOfFour, signal)).mask;
      for (let i = 0; i < elements.length; i++) {
        if (((words[i >>> 5] >>> (i & 31)) & 1) === 1) setElement(elements[i]);
      }
    }
    return mask;
  }
  for await (const { elements, values } of stepLeaves(stored, sparse, signal)) {
    for (let i = 0; i < elements.length; i++) {
      if (values[i] !== 0) setElement(elements[i]);
    }
  }
  return mask;
}
