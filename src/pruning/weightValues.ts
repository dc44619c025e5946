import { dequantizationScales, dequantize, dequantizedValue } from '../tflite/weights/dequantization';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';

/** Real values of consecutive elements of a tensor. The receiver must not keep or change the array. */
export type ValuePart = { readonly first: number; readonly values: Float64Array };

/** The real values of a weight tensor, row-major. They can be read several times. */
export type WeightValues = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** All elements in order, in parts. @throws ModelError */
  parts(signal?: AbortSignal): AsyncIterable<ValuePart>;
};

// Elements of a stored-sparse tensor that are in memory at a time. Larger tensors are walked once per part.
const sparseElementsAtOnce = 1 << 24;

/**
 * The real values of a stored tensor: for quantized tensors scale × (stored value − zero point), 0 for elements that are not stored.
 * @param sparse required if the tensor is stored sparse
 * @throws ModelError if the scales cannot be read
 */
export function weightValues(stored: StoredMatrix, sparse: SparseMatrix | undefined): WeightValues {
  const { rowCount, columnCount } = stored.tensor;
  const scales = dequantizationScales(stored);
  const elements = rowCount * columnCount;

  async function* denseParts(signal?: AbortSignal): AsyncGenerator<ValuePart> {
    for await (const { first, values } of stepParts(stored, 0, elements, signal)) {
      dequantize(scales, values, first);
      yield { first, values };
    }
  }

  async function* sparseParts(matrix: SparseMatrix, signal?: AbortSignal): AsyncGenerator<ValuePart> {
    for (let first = 0; first < elements; first += sparseElementsAtOnce) {
      const values = new Float64Array(Math.min(sparseElementsAtOnce, elements - first));
      for await (const leaves of stepLeaves(stored, matrix, signal)) {
        for (let i = 0; i < leaves.values.length; i++) {
          const at = leaves.elements[i] - first;
          if (at >= 0 && at < values.length)
            values[at] = dequantizedValue(scales, leaves.values[i], leaves.elements[i]);
        }
      }
      yield { first, values };
    }
  }

  return { rowCount, columnCount, parts: (signal) => (sparse ? sparseParts(sparse, signal) : denseParts(signal)) };
}
