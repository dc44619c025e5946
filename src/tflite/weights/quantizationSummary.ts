import { ModelError } from '../../modelError';
import type { StoredMatrix } from './storedMatrix';

/** The scales and zero points of a tensor, as few figures. Plain data. */
export type QuantizationSummary =
  /** Floats, and integers without a scale. */
  | { readonly kind: 'none' }
  /** The scales cannot be read. Zeros do not depend on them. */
  | { readonly kind: 'unreadable'; readonly message: string }
  | ({ readonly kind: 'tensor' } & QuantizationFigures)
  | ({
      readonly kind: 'channels';
      /** Dimension of the channels in the shape of the tensor. */
      readonly dimension: number;
      /** [channels] */
      readonly scales: Float64Array<ArrayBuffer>;
      /** [channels] */
      readonly zeroPoints: Float64Array<ArrayBuffer>;
    } & QuantizationFigures)
  /** Blocks of `blockSize` weights of a row. */
  | ({ readonly kind: 'blocks'; readonly blockSize: number } & QuantizationFigures)
  /** A grid of scales over several dimensions, with its shape. */
  | ({ readonly kind: 'multi-axis'; readonly gridShape: readonly number[] } & QuantizationFigures);

type QuantizationFigures = {
  readonly scale: ScaleFigures;
  readonly zeroPoint: { readonly least: number; readonly largest: number };
};

type ScaleFigures = {
  readonly count: number;
  readonly least: number;
  /** Absent for more than about a million scales, which are not sorted. */
  readonly median?: number;
  readonly largest: number;
  /** How many are 0. */
  readonly zeros: number;
};

const maxSorted = 2 ** 20;

/** @param gridShape shape of the tensor of scales, for a tensor that is quantized along several dimensions */
export function quantizationSummary(
  { scales, zeroPoints, quantization, tensor }: StoredMatrix,
  gridShape: readonly number[] = [],
): QuantizationSummary {
  if (scales === undefined) return { kind: 'none' };
  if (scales instanceof ModelError) return { kind: 'unreadable', message: scales.message };
  const figures = { scale: scaleFigures(scales.values), zeroPoint: rangeOf(zeroPoints.values) };
  const { details, dimension } = quantization;
  if (details?.kind === 'blockwise') return { kind: 'blocks', blockSize: details.blockSize, ...figures };
  if (details) return { kind: 'multi-axis', gridShape, ...figures };
  const { values } = scales;
  if (values.length === 1) return { kind: 'tensor', ...figures };
  // Equal zero points are stored as one.
  const ofChannels = Float64Array.from(values, (_, channel) => zeroPoints.values[channel % zeroPoints.values.length]);
  return {
    ...{ kind: 'channels', dimension: Math.min(dimension, tensor.shape.length - 1) },
    ...{ scales: Float64Array.from(values), zeroPoints: ofChannels, ...figures },
  };
}

function scaleFigures(values: ArrayLike<number>): ScaleFigures {
  let zeros = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  const figures = { count: values.length, ...rangeOf(values), zeros };
  if (values.length > maxSorted) return figures;
  const sorted = Float64Array.from(values).sort();
  const middle = (sorted.length - 1) / 2;
  return { ...figures, median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2 };
}

function rangeOf(values: ArrayLike<number>): { readonly least: number; readonly largest: number } {
  let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > largest) largest = values[i];
  }
  return { least, largest };
}
