import { ModelError } from '../../modelError';

/**
 * A number per channel: that of element e is `values[floor(e / stride) % values.length]`. One form covers a single value for the tensor,
 * channels along any dimension, and blocks of a row.
 */
export type Channels = { readonly values: readonly number[]; readonly stride: number };

export function single(value: number): Channels {
  return { values: [value], stride: 1 };
}

export function channelValue({ values, stride }: Channels, element: number): number {
  return values[Math.floor(element / stride) % values.length];
}

/**
 * `values` along dimension `dimension` of `shape`, or one for all.
 * @throws ModelError `bad-shape` when there are neither one nor as many values as the dimension is long.
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
      `it has ${values.length} ${what} for dimension ${dimension} of [${shape.join(', ')}]; expected 1 or ${size ?? 'a dimension that exists'}`,
    );
  }
  return { values, stride: shape.slice(dimension + 1).reduce((product, length) => product * length, 1) };
}
