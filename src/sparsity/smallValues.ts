import { isQuantized } from '../tflite/weights/dequantization';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import { stepParts } from '../tflite/weights/storedValues';
import { elementCount } from '../tflite/weights/weightTensor';
import type { SmallValues } from './rounding';

// Samples at several places, because filters differ. The size makes shares of a few percent significant.
const sampleCount = 4;
const sampleSize = 1 << 14;

/**
 * Counts stored values at the zero point and one step from it, in samples of the tensor.
 * @returns undefined for tensors that are not quantized, and for stored-sparse tensors
 * @throws ModelError if the tensor cannot be read
 */
export async function smallValuesOf(stored: StoredMatrix, signal?: AbortSignal): Promise<SmallValues | undefined> {
  const { format, tensor } = stored;
  if (!isQuantized(stored) || tensor.encoding === 'sparse') return undefined;
  const elements = elementCount(tensor);
  const perByte = Math.max(1, 8 / format.bits);
  let [looked, zero, one] = [0, 0, 0];
  for (let sample = 0; sample < sampleCount; sample++) {
    // Packed elements share a byte, so a sample starts at a byte boundary.
    const start = Math.floor((sample * elements) / sampleCount / perByte) * perByte;
    const end = start + Math.min(sampleSize, Math.ceil(elements / sampleCount), elements - start);
    for await (const { values } of stepParts(stored, start, end, signal)) {
      for (let i = 0; i < values.length; i++) {
        const steps = Math.abs(values[i]);
        if (steps === 0) zero++;
        if (steps === 1) one++;
      }
      looked += values.length;
    }
  }
  return { looked, zero, one };
}
