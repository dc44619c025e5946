import { storedValue } from '../elementTypes';
import { dequantizationScales, dequantizedValue, isQuantized } from './dequantization';
import { readElements, type StoredMatrix } from './storedMatrix';
import { type SparseMatrix, storedSparsePosition } from './storedSparse';
import { stepOf } from './storedValues';

/** The value of one weight, as stored and dequantized. */
export type WeightValue = {
  /** Undefined if a stored-sparse tensor does not store the element. The weight is zero then. */
  readonly stored: number | undefined;
  /** Undefined if the element is not stored, or if the tensor is not quantized. */
  readonly dequantized: number | undefined;
};

/**
 * Reads one weight.
 * @param sparse required if the tensor is stored sparse
 * @param element index in the tensor, row-major
 * @throws ModelError if the weight cannot be read
 */
export async function weightValue(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  element: number,
  signal?: AbortSignal,
): Promise<WeightValue> {
  const { type, format } = stored;
  const position = sparse ? storedSparsePosition(sparse, element) : element % Math.max(1, 8 / format.bits);
  if (position === undefined) return { stored: undefined, dequantized: undefined };
  const bytes = sparse ? sparse.values : await readElements(stored, element, 1, signal);
  const dequantized = isQuantized(stored)
    ? dequantizedValue(dequantizationScales(stored), stepOf(stored, bytes, position, element), element)
    : undefined;
  return { stored: storedValue(bytes, type, position), dequantized };
}
