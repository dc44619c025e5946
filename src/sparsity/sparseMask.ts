import { dequantizedValue } from '../tflite/weights/dequantization';
import type { StoredMatrix, Threshold } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { sparseBits, stepLeaves } from '../tflite/weights/storedValues';
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
    for await (const { first, bits, bytes } of sparseBits(stored, sparse, mask.wordsPerRow * 32, signal)) {
      const place = { rowCount: 1, columnCount: bits.length, firstElement: first };
      const row = { ...place, type, zeroPoints, ...(threshold && { threshold }) };
      setBits(mask.words, bits, (await engine.analysisOf(row, bytes, twoOfFour, signal)).mask.words);
    }
    return mask;
  }
  for await (const { elements, values } of stepLeaves(stored, sparse, signal)) {
    for (let i = 0; i < elements.length; i++) {
      if (isZero(values[i], elements[i], threshold)) continue;
      const row = Math.floor(elements[i] / columnCount);
      setBit(mask, row, elements[i] - row * columnCount);
    }
  }
  return mask;
}

/** @param steps stored value minus zero point */
function isZero(steps: number, element: number, threshold: Threshold | undefined): boolean {
  // NaN is not at most the threshold.
  return (
    steps === 0 ||
    (threshold !== undefined && Math.abs(dequantizedValue(threshold.scales, steps, element)) <= threshold.value)
  );
}

/** Sets bits of a mask. @param isNonZero a bit for each of them */
function setBits(words: Uint32Array, bits: Int32Array, isNonZero: Uint32Array): void {
  for (let i = 0; i < bits.length; i++) {
    const bit = bits[i];
    words[bit >>> 5] |= ((isNonZero[i >>> 5] >>> (i & 31)) & 1) << (bit & 31);
  }
}
