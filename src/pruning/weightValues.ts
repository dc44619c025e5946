import { dequantizationScales, dequantize, dequantizedValue } from '../tflite/weights/dequantization';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';

/** Real values of consecutive elements of a tensor. The receiver must not keep or change the array. */
type ValuePart = { readonly first: number; readonly values: Float64Array };

/** The real values of a weight tensor, row-major. They can be read several times. */
export type WeightValues = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** All elements in order, in parts. @throws ModelError */
  parts(signal?: AbortSignal): AsyncIterable<ValuePart>;
};

// Elements of a stored-sparse tensor that are in memory at a time. Larger tensors are walked several times.
const sparseElementsAtOnce = 1 << 24;
// Elements of a part: a few milliseconds of work for receivers, which pause between parts.
const partLength = 1 << 16;

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
      yield* shortParts(first, values);
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
      yield* shortParts(first, values);
    }
  }

  return { rowCount, columnCount, parts: (signal) => (sparse ? sparseParts(sparse, signal) : denseParts(signal)) };
}

function* shortParts(first: number, values: Float64Array): Generator<ValuePart> {
  for (let start = 0; start < values.length; start += partLength) {
    yield { first: first + start, values: values.subarray(start, start + partLength) };
  }
}

/**
 * The same values. They report how much of several passes over them is read.
 * @param onProgress share of all passes, 0 to 1
 */
export function valuesWithProgress(
  values: WeightValues,
  passes: number,
  onProgress: (share: number) => void,
): WeightValues {
  const total = values.rowCount * values.columnCount * passes;
  let read = 0;
  return {
    ...values,
    async *parts(signal) {
      for await (const part of values.parts(signal)) {
        yield part;
        read += part.values.length;
        onProgress(read / total);
      }
    },
  };
}
