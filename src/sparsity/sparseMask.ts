import { throwIfCancelled } from '../modelError';
import { storedBytes, storedValue } from '../tflite/elementTypes';
import { channelValue } from '../tflite/weights/channels';
import { leavesOf } from '../tflite/weights/sparseWalk';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import type { Engine } from './engine';
import { emptyMask, type Mask } from './mask';
import { twoOfFour } from './pattern';

const turnLength = 30; // ms

/**
 * The mask, straight from the indices and the stored values: the weights are never laid out densely. The engine says which stored values are
 * zero themselves, as blocks are stored whole.
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
  const { words, wordsPerRow, columnCount } = mask;
  let turnAt = performance.now();
  const oneZeroPoint = zeroPoints.values.length === 1;
  for (const { first, elements } of leavesOf(walk)) {
    // Others of this thread have a turn now and then, such as whoever cancels.
    if (performance.now() - turnAt > turnLength) {
      await new Promise((resolve) => setTimeout(resolve));
      turnAt = performance.now();
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
        : storedValue(values, type, first + i) === channelValue(zeroPoints, element);
      if (isZero) continue;
      const row = Math.floor(element / columnCount);
      const column = element - row * columnCount;
      words[row * wordsPerRow + (column >>> 5)] |= 1 << (column & 31);
    }
  }
  return mask;
}
