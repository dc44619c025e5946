import { storedValue } from '../tflite/elementTypes';
import { channelValue } from '../tflite/weights/channels';
import { readElements, type StoredMatrix } from '../tflite/weights/storedMatrix';
import { elementCount } from '../tflite/weights/weightTensor';
import type { SmallValues } from './structure';

// Enough to tell shares of a few percent apart, from a few places, as filters differ.
const places = 4;
const elementsOfPlace = 1 << 14;

/** How many of the stored numbers are zero or one step beside it; undefined for tensors that are not quantized, and for stored-sparse ones. */
export async function smallValuesOf(stored: StoredMatrix, signal?: AbortSignal): Promise<SmallValues | undefined> {
  const { format, type, tensor, zeroPoints, quantization } = stored;
  if (format.kind === 'float' || quantization.scales.length === 0 || tensor.encoding === 'sparse') return undefined;
  const elements = elementCount(tensor);
  const perByte = Math.max(1, 8 / format.bits);
  let [looked, zero, one] = [0, 0, 0];
  for (let place = 0; place < places; place++) {
    // From the start of a byte, as packed elements share them.
    const start = Math.floor((place * elements) / places / perByte) * perByte;
    const count = Math.min(elementsOfPlace, Math.ceil(elements / places), elements - start);
    if (count <= 0) continue;
    const bytes = await readElements(stored, start, count, signal);
    for (let i = 0; i < count; i++) {
      const distance = Math.abs(storedValue(bytes, type, i) - channelValue(zeroPoints, start + i));
      if (distance === 0) zero++;
      if (distance === 1) one++;
    }
    looked += count;
  }
  return { looked, zero, one };
}
