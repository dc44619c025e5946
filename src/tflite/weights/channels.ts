import { ModelError } from '../../modelError';

/**
 * One value per channel. The value of element e is `values[floor(e / stride) % values.length]`. This covers a single value for the tensor,
 * channels along any dimension, and blocks of a row.
 */
export type Channels = { readonly values: readonly number[]; readonly stride: number };

/** One value for all elements. */
export function single(value: number): Channels {
  return { values: [value], stride: 1 };
}

export function channelValue({ values, stride }: Channels, element: number): number {
  return values[Math.floor(element / stride) % values.length];
}

/** Number of elements, from `element` on, that have the same channel value. */
export function runLength({ values, stride }: Channels, element: number): number {
  return values.length === 1 ? Number.POSITIVE_INFINITY : stride - (element % stride);
}

/**
 * `values` along dimension `dimension` of `shape`, or a single value for all elements.
 * @param what plural noun for the error message, such as `scales`
 * @throws ModelError `bad-shape` if the number of values is neither 1 nor the size of the dimension
 */
export function channelsAlong(
  values: readonly number[],
  shape: readonly number[],
  dimension: number,
  what: string,
): Channels {
  if (values.length === 1) return single(values[0]);
  const size = shape[dimension];
  if (size !== values.length) {
    throw new ModelError(
      'bad-shape',
      `found ${values.length} ${what} for dimension ${dimension} of [${shape.join(', ')}]; expected 1${size === undefined ? ', because there is no such dimension' : ` or ${size}`}`,
    );
  }
  return { values, stride: shape.slice(dimension + 1).reduce((product, length) => product * length, 1) };
}
