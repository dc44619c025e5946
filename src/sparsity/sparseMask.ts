import { dequantizedValue } from '../tflite/weights/dequantization';
import type { StoredMatrix, Threshold } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { sparseParts, stepLeaves } from '../tflite/weights/storedValues';
import type { Engine } from './engine';
import { emptyMask, type Mask, setBit } from './mask';
import { twoOfFour } from './pattern';

/**
 * The mask of a stored-sparse tensor, computed from indices and stored values without a dense copy of the weights. Stored values can be zero,
 * because blocks are stored completely. With a single zero point and scale, the engine finds those zeros.
 * @param threshold absent: only exact zeros count as zero
 * @throws ModelError `cancelled`
 */
export async function sparseMask(
  sparse: SparseMatrix,
  stored: StoredMatrix,
  engine: Engine,
  threshold?: Threshold,
  signal?: AbortSignal,
): Promise<Mask> {
  const { tensor, type, zeroPoints } = stored;
  const { columnCount } = tensor;
  const mask = emptyMask(tensor.rowCount, columnCount);

  if (zeroPoints.values.length === 1 && (threshold?.scales.values.length ?? 1) === 1) {
    for await (const { first, elements, bytes } of sparseParts(stored, sparse, signal)) {
      const place = { rowCount: 1, columnCount: elements.length, firstElement: first };
      const row = { ...place, type, zeroPoints, ...(threshold && { threshold }) };
      setElements(mask, elements, (await engine.analysisOf(row, bytes, twoOfFour, signal)).mask.words);
    }
    return mask;
  }
  for await (const { elements, values } of stepLeaves(stored, sparse, signal)) {
    const isStored = emptyMask(1, elements.length);
    for (let i = 0; i < elements.length; i++) {
      // The comparison is written so that NaN is not zero.
      const isZero =
        values[i] === 0 ||
        (threshold && Math.abs(dequantizedValue(threshold.scales, values[i], elements[i])) <= threshold.value);
      if (!isZero) setBit(isStored, 0, i);
    }
    setElements(mask, elements, isStored.words);
  }
  return mask;
}

/** Sets the bits of elements. @param isNonZero a bit for each of them */
function setElements({ words, wordsPerRow, columnCount }: Mask, elements: Float64Array, isNonZero: Uint32Array): void {
  // Consecutive elements are mostly in the same row, so a division is rare.
  let [rowStart, rowEnd, firstWord] = [0, columnCount, 0];
  for (let i = 0; i < elements.length; i++) {
    const element = elements[i];
    if (element < rowStart || element >= rowEnd) {
      const row = Math.floor(element / columnCount);
      [rowStart, rowEnd, firstWord] = [row * columnCount, (row + 1) * columnCount, row * wordsPerRow];
    }
    const column = element - rowStart;
    words[firstWord + (column >>> 5)] |= ((isNonZero[i >>> 5] >>> (i & 31)) & 1) << (column & 31);
  }
}
