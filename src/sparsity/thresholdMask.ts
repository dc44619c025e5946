import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { dequantizationOf, dequantizedValue, storedLeaves, storedParts } from '../tflite/weights/storedValues';
import { emptyMask, type Mask } from './mask';

/**
 * A mask that takes small weights for zero: 1 = |dequantized w| > threshold, or no number. What is exactly zero is zero here too.
 * @param onProgress with the share 0..1 that was read
 * @throws ModelError
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
  const dequantization = dequantizationOf(stored);
  const elements = rowCount * columnCount;

  function look(value: number, element: number): void {
    if (Math.abs(dequantizedValue(dequantization, value, element)) <= threshold) return;
    const row = Math.floor(element / columnCount);
    const column = element - row * columnCount;
    mask.words[row * mask.wordsPerRow + (column >>> 5)] |= 1 << (column & 31);
  }

  if (sparse) {
    for await (const { elements: at, values } of storedLeaves(stored, sparse, signal)) {
      for (let i = 0; i < values.length; i++) look(values[i], at[i]);
    }
    return mask;
  }
  for await (const { first, values } of storedParts(stored, 0, elements, signal)) {
    for (let i = 0; i < values.length; i++) look(values[i], first + i);
    onProgress?.((first + values.length) / elements);
  }
  return mask;
}
