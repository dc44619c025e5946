import { type Channels, channelsAlong, channelValue, runLength, single } from './channels';
import type { StoredMatrix } from './storedMatrix';

/** real value = scale × (stored value − zero point), with scale and zero point of the tensor, channel or block of the element. */
export type Dequantization = { readonly scales: Channels; readonly zeroPoints: Channels };

/** False for floats, and for integers without a scale. */
export function isQuantized({ format, quantization }: StoredMatrix): boolean {
  return format.kind !== 'float' && quantization.scales.length > 0;
}

/**
 * For a tensor that is not quantized, the scale is 1. Floats have the zero point 0.
 * @throws ModelError `bad-shape` if the number of scales does not fit the shape
 */
export function dequantizationOf(stored: StoredMatrix): Dequantization {
  const { quantization, tensor, zeroPoints } = stored;
  if (!isQuantized(stored)) return { scales: single(1), zeroPoints };
  return { scales: channelsAlong(quantization.scales, tensor.shape, quantization.dimension, 'scales'), zeroPoints };
}

/** Stored value minus zero point, in quantization steps; 0 exactly if the weight is zero, and NaN for NaN. */
export function stepsFromZero(zeroPoints: Channels, stored: number, element: number): number {
  return stored - channelValue(zeroPoints, element);
}

/** The real value of one element. */
export function dequantizedValue({ scales, zeroPoints }: Dequantization, stored: number, element: number): number {
  return channelValue(scales, element) * stepsFromZero(zeroPoints, stored, element);
}

/**
 * Replaces stored values by real values, in place. Scale and zero point are looked up once per run of elements that share them.
 * @param values stored values of consecutive elements
 * @param first index of the first element in the tensor
 */
export function dequantize({ scales, zeroPoints }: Dequantization, values: Float64Array, first: number): void {
  for (let start = 0; start < values.length; ) {
    const element = first + start;
    const length = Math.min(runLength(scales, element), runLength(zeroPoints, element));
    const end = Math.min(values.length, start + length);
    const scale = channelValue(scales, element);
    const zeroPoint = channelValue(zeroPoints, element);
    for (let i = start; i < end; i++) values[i] = scale * (values[i] - zeroPoint);
    start = end;
  }
}
