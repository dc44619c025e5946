import { smallModel } from '../../src/state/origin';
import { smallTensors } from './smallTensors';

/** A file too large to be read unasked from an address, though all of its tensors are small: the rest is behind them. */
export function paddedModel(tensors: number): Uint8Array {
  const bytes = new Uint8Array(smallModel + 1_000_000);
  bytes.set(smallTensors(tensors));
  return bytes;
}
