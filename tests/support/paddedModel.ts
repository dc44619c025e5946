import { smallModel } from '../../src/state/origin';
import { smallTensors } from './smallTensors';

/** A file that is too large to be read from a URL without a request, although its tensors are small. Padding follows them. */
export function paddedModel(tensors: number): Uint8Array {
  const bytes = new Uint8Array(smallModel + 1_000_000);
  bytes.set(smallTensors(tensors));
  return bytes;
}
