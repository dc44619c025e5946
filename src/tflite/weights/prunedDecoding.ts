import { ModelError } from '../../modelError';
import { channelIndex, integerAt } from './channels';
import { elementsOf, wordArrayOf } from './elementWords';
import { inSlices } from './slices';
import type { TensorRecord } from './tensorRecord';
import { elementCount } from './weightTensor';

/**
 * Decodes weights of which only some are stored. The others are equal to their zero point. Source: kernels/decode_state_prune.cc of tflite-micro.
 * @param bitmap one bit per weight, the first one in the most significant bit of the first byte; 1 = stored
 * @param values the stored weights, elements of the type of the tensor
 * @throws ModelError `truncated`, `cancelled`
 */
export async function decodePruned(
  bitmap: Uint8Array,
  values: Uint8Array,
  { tensor, format, zeroPoints }: TensorRecord,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const count = elementCount(tensor);
  if (bitmap.length * 8 < count) {
    throw new ModelError(
      'truncated',
      `the bitmap of ${count} weights needs ${Math.ceil(count / 8)} bytes, but the buffer has ${bitmap.length}: the file is damaged`,
    );
  }
  const bytesEach = format.bits / 8;
  const stored = elementsOf(values, bytesEach);
  const weights = wordArrayOf(bytesEach, count);
  const words = bytesEach === 8 ? 2 : 1;
  let next = 0;

  function decode(start: number, end: number): void {
    for (let element = start; element < end; element++) {
      const isStored = ((bitmap[element >>> 3] >>> (~element & 7)) & 1) === 1;
      if (isStored && next >= stored.length) throw tooFewValues(stored.length / words);
      for (let word = 0; word < words; word++) {
        weights[element * words + word] = isStored ? stored[next++] : zeroWord(element, word);
      }
    }
  }

  function zeroWord(element: number, word: number): number {
    const { values: zeros } = zeroPoints;
    const index = zeros.length === 1 ? 0 : channelIndex(zeroPoints, element);
    // Words of an array keep the lowest bits, as the conversion to the element type does.
    if (words === 1) return zeros[index];
    return Number(((integerAt(zeroPoints, index) ?? 0n) >> BigInt(32 * word)) & 0xffffffffn);
  }

  await inSlices(count, decode, signal);
  return new Uint8Array(weights.buffer);
}

function tooFewValues(count: number): ModelError {
  return new ModelError(
    'truncated',
    `the bitmap marks more weights than the ${count} that the ancillary tensor of TFLM_DECODE has: the file is damaged`,
  );
}
