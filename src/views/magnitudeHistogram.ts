import type { MagnitudeBins, MagnitudeCounter } from '../sparsity/magnitudeCounter';
import { channelValue } from '../tflite/weights/channels';
import { dequantizationScales, isQuantized, scalesOf } from '../tflite/weights/dequantization';
import { pausing } from '../tflite/weights/slices';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';

/**
 * How often each magnitude abs(dequantized w) occurs in a tensor, in bins that are narrow enough to answer any threshold. Plain data. Zeros, NaN and
 * infinity are counted apart, so `weights` = `zeros` + `scaledToZero` + `notFinite` + the weights in bins.
 */
export type MagnitudeHistogram = {
  readonly weights: number;
  readonly zeros: number;
  /** Weights that differ from the zero point, but have the real value 0, because their scale is 0. */
  readonly scaledToZero: number;
  /** NaN and infinity. They are larger than any threshold. */
  readonly notFinite: number;
  /** Weights one quantization step from zero. Absent for tensors that are not quantized. */
  readonly oneStep?: number;
  /** Magnitude of one quantization step, if the tensor has a single scale. */
  readonly step?: number;
  readonly bins: MagnitudeBins;
};

// A few milliseconds of work.
const valuesAtOnce = 1 << 18;

/**
 * Reads the tensor in parts, and keeps only the bins: less than 1 MB for usual tensors of any size, and at most 30 MB for 64-bit floats of all
 * magnitudes.
 * @param sparse required if the tensor is stored sparse
 * @param counter of an engine
 * @param onProgress share, 0 to 1; called for dense tensors only
 * @throws ModelError if the tensor or its scales cannot be read, or `cancelled`
 */
export async function magnitudeHistogramOf(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  counter: MagnitudeCounter,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<MagnitudeHistogram> {
  const scales = dequantizationScales(stored);
  const weights = stored.tensor.rowCount * stored.tensor.columnCount;
  const pause = pausing(signal);
  if (sparse) {
    for await (const { elements, values } of stepLeaves(stored, sparse, signal)) {
      counter.add(
        values,
        elements.map((element) => channelValue(scales, element)),
      );
    }
  } else {
    for await (const { first, values } of stepParts(stored, 0, weights, signal)) {
      for (let start = 0; start < values.length; start += valuesAtOnce) {
        await pause();
        const part = values.subarray(start, start + valuesAtOnce);
        counter.add(part, scalesOf(scales, first + start, part.length));
      }
      onProgress?.((first + values.length) / weights);
    }
  }
  const { stepped, oneStep, notFinite, scaledToZero, bins } = counter.counts();
  const isSingle = isQuantized(stored) && scales.values.length === 1 && scales.values[0] !== 0;
  return {
    ...{ weights, zeros: weights - stepped, scaledToZero, notFinite, bins },
    ...(isQuantized(stored) && { oneStep }),
    ...(isSingle && { step: Math.abs(scales.values[0]) }),
  };
}
