import { dequantizationScales, dequantize, dequantizedValue } from '../tflite/weights/dequantization';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';
import { emptyMask, type Mask, setBit } from './mask';

/**
 * A mask that counts small weights as zero: 1 = |real value| > threshold, or NaN. Weights that are zero without a threshold are zero here too.
 * @param onProgress called with the share of elements read, 0 to 1
 * @throws ModelError if the tensor cannot be read, or `cancelled`
 */
export async function maskAbove(
  threshold: number,
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<Mask> {
  const { rowCount, columnCount } = stored.tensor;
  const mask = emptyMask(rowCount, columnCount);
  const scales = dequantizationScales(stored);
  const elements = rowCount * columnCount;

  function add(value: number, element: number): void {
    // The comparison is written so that NaN is not zero.
    if (Math.abs(value) <= threshold) return;
    const row = Math.floor(element / columnCount);
    setBit(mask, row, element - row * columnCount);
  }

  if (sparse) {
    for await (const { elements: indices, values } of stepLeaves(stored, sparse, signal)) {
      for (let i = 0; i < values.length; i++) add(dequantizedValue(scales, values[i], indices[i]), indices[i]);
    }
    return mask;
  }
  for await (const { first, values } of stepParts(stored, 0, elements, signal)) {
    dequantize(scales, values, first);
    for (let i = 0; i < values.length; i++) add(values[i], first + i);
    onProgress?.((first + values.length) / elements);
  }
  return mask;
}
