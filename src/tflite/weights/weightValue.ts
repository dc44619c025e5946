import { storedValue } from '../elementTypes';
import { dequantizationOf, dequantizedValue, isQuantized } from './dequantization';
import { readElements, type StoredMatrix } from './storedMatrix';
import { type SparseMatrix, storedSparseValue } from './storedSparse';

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
  const value = sparse ? storedSparseValue(sparse, stored, element) : await denseValue(stored, element, signal);
  const dequantized =
    value !== undefined && isQuantized(stored) ? dequantizedValue(dequantizationOf(stored), value, element) : undefined;
  return { stored: value, dequantized };
}

async function denseValue(stored: StoredMatrix, element: number, signal?: AbortSignal): Promise<number> {
  const { format, type } = stored;
  const bytes = await readElements(stored, element, 1, signal);
  return storedValue(bytes, type, format.bits < 8 ? element % (8 / format.bits) : 0);
}
