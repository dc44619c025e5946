import { storedValue } from '../elementTypes';
import { channelsAlong, channelValue } from './channels';
import { readElements, type StoredMatrix } from './storedMatrix';
import { type SparseMatrix, storedSparseValue } from './storedSparse';

export type WeightValue = {
  /** Undefined for what a stored-sparse tensor does not store, which is zero. */
  readonly stored: number | undefined;
  /** The number it stands for, when the tensor is quantized. */
  readonly dequantized: number | undefined;
};

/**
 * What one weight is, for whoever points at it.
 * @param sparse of a stored-sparse tensor
 * @throws ModelError when it cannot be read
 */
export async function weightValue(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  element: number,
  signal?: AbortSignal,
): Promise<WeightValue> {
  const value = sparse ? storedSparseValue(sparse, stored, element) : await denseValue(stored, element, signal);
  return { stored: value, dequantized: dequantized(stored, element, value) };
}

/** The number that a quantized weight stands for; undefined for one that is not quantized, or not stored. */
function dequantized(
  { format, quantization, tensor, zeroPoints }: StoredMatrix,
  element: number,
  value: number | undefined,
) {
  const { scales, dimension } = quantization;
  if (value === undefined || format.kind === 'float' || scales.length === 0) return undefined;
  const scale = channelValue(channelsAlong(scales, tensor.shape, dimension, 'scales'), element);
  return scale * (value - channelValue(zeroPoints, element));
}

async function denseValue(stored: StoredMatrix, element: number, signal?: AbortSignal): Promise<number> {
  const { format, type } = stored;
  const bytes = await readElements(stored, element, 1, signal);
  return storedValue(bytes, type, format.bits < 8 ? element % (8 / format.bits) : 0);
}
