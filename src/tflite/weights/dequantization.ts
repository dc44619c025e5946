import { ModelError } from '../../modelError';
import { type Channels, channelValue, runLength, single } from './channels';
import type { StoredMatrix } from './storedMatrix';

/** False for floats, and for integers without a scale. */
export function isQuantized({ scales }: StoredMatrix): boolean {
  return scales !== undefined;
}

/**
 * The scale of the tensor, or of each channel or block: real value = scale × steps from the zero point. The scale of a tensor that is not quantized
 * is 1.
 * @throws ModelError if the scales cannot be read
 */
export function dequantizationScales({ scales = single(1) }: StoredMatrix): Channels {
  if (scales instanceof ModelError) throw scales;
  return scales;
}

/** The real value of one element. @param steps stored value minus zero point */
export function dequantizedValue(scales: Channels, steps: number, element: number): number {
  return channelValue(scales, element) * steps;
}

/**
 * Replaces steps by real values, in place. The scale is looked up once per run of elements that share it.
 * @param steps stored values of consecutive elements, minus their zero points
 * @param first index of the first element in the tensor
 */
export function dequantize(scales: Channels, steps: Float64Array, first: number): void {
  for (let start = 0; start < steps.length; ) {
    const end = Math.min(steps.length, start + runLength(scales, first + start));
    const scale = channelValue(scales, first + start);
    for (let i = start; i < end; i++) steps[i] *= scale;
    start = end;
  }
}

/** The scales of consecutive elements: one for all, or one for each. @param first index of the first element in the tensor */
export function scalesOf(scales: Channels, first: number, count: number): number | Float64Array {
  if (runLength(scales, first) >= count) return channelValue(scales, first);
  const each = new Float64Array(count);
  for (let start = 0; start < count; ) {
    const end = Math.min(count, start + runLength(scales, first + start));
    each.fill(channelValue(scales, first + start), start, end);
    start = end;
  }
  return each;
}
