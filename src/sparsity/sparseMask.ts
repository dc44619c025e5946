import { throwIfCancelled } from '../modelError';
import { storedBytes, storedValue } from '../tflite/elementTypes';
import { stepsFromZero } from '../tflite/weights/dequantization';
import { leavesOf } from '../tflite/weights/sparseWalk';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import type { Engine } from './engine';
import { emptyMask, type Mask, setBit } from './mask';
import { twoOfFour } from './pattern';

const maxBlockingTime = 30; // ms

/**
 * The mask of a stored-sparse tensor, computed from indices and stored values without a dense copy of the weights. Stored values can be zero,
 * because blocks are stored completely. With a single zero point, the engine finds those zeros.
 * @throws ModelError `cancelled`
 */
export async function sparseMask(
  { walk, values }: SparseMatrix,
  stored: StoredMatrix,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Mask> {
  const { tensor, type, zeroPoints } = stored;
  const mask = emptyMask(tensor.rowCount, tensor.columnCount);
  const { columnCount } = mask;
  let startedAt = performance.now();
  const oneZeroPoint = zeroPoints.values.length === 1;
  for (const { first, elements } of leavesOf(walk)) {
    // Yield, so that cancellation is processed.
    if (performance.now() - startedAt > maxBlockingTime) {
      await new Promise((resolve) => setTimeout(resolve));
      startedAt = performance.now();
    }
    throwIfCancelled(signal);
    const count = elements.length;
    const firstByte = Math.floor((first * stored.format.bits) / 8);
    const bytes = values.subarray(firstByte, storedBytes(stored.format, first + count));
    const row = { rowCount: 1, columnCount: count, firstElement: first, type, zeroPoints };
    const nonzero = oneZeroPoint ? (await engine.analysisOf(row, bytes, twoOfFour, signal)).mask.words : undefined;
    for (let i = 0; i < count; i++) {
      const element = elements[i];
      const isZero = nonzero
        ? ((nonzero[i >>> 5] >>> (i & 31)) & 1) === 0
        : stepsFromZero(zeroPoints, storedValue(values, type, first + i), element) === 0;
      if (isZero) continue;
      const row = Math.floor(element / columnCount);
      const column = element - row * columnCount;
      setBit(mask, row, column);
    }
  }
  return mask;
}
