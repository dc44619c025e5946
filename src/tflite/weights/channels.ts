import { ModelError } from '../../modelError';

/**
 * One value per channel. Without a grid, the value of element e is `values[floor(e / stride) % values.length]`. This covers a single value for
 * the tensor, channels along any dimension, and blocks of a row.
 */
export type Channels = {
  readonly values: ArrayLike<number>;
  /** Number of consecutive elements with the same value. */
  readonly stride: number;
  /** Only for values along several dimensions: index of a value = sum of `floor(e / stride) % count * step` over the dimensions. */
  readonly grid?: readonly GridDimension[];
  /** Only for values that are 64-bit integers in the file: the values without rounding. */
  readonly exact?: ArrayLike<bigint>;
};

/** A dimension along which values differ. The strides of all dimensions are multiples of that of the last one. */
type GridDimension = { readonly stride: number; readonly count: number; readonly step: number };

/** One value for all elements. */
export function single(value: number): Channels {
  return { values: [value], stride: 1 };
}

/** Index of the value of an element. */
export function channelIndex({ values, stride, grid }: Channels, element: number): number {
  if (!grid) return values.length === 1 ? 0 : Math.floor(element / stride) % values.length;
  let index = 0;
  for (const dimension of grid) index += (Math.floor(element / dimension.stride) % dimension.count) * dimension.step;
  return index;
}

export function channelValue(channels: Channels, element: number): number {
  return channels.values[channelIndex(channels, element)];
}

/** The value at an index as an integer. Undefined for numbers that are not integers. */
export function integerAt({ values, exact }: Channels, index: number): bigint | undefined {
  if (exact) return exact[index];
  return Number.isInteger(values[index]) ? BigInt(values[index]) : undefined;
}

/** Number of elements, from `element` on, that have the same channel value. */
export function runLength({ values, stride }: Channels, element: number): number {
  return values.length === 1 ? Number.POSITIVE_INFINITY : stride - (element % stride);
}

/** A single value, if all values are equal. This is the usual case of zero points, and the fastest in all kernels. */
export function simplest(channels: Channels): Channels {
  const { values, exact } = channels;
  if (values.length === 1) return channels;
  if (values.length === 0) return single(0);
  for (let i = 1; i < values.length; i++) {
    if (exact ? exact[i] !== exact[0] : values[i] !== values[0]) return channels;
  }
  return { ...single(values[0]), ...(exact && { exact: [exact[0]] }) };
}

/** The values of the elements [first, first + count), without a grid. Elements are counted from the start of the tensor, as before. */
export function channelsOfElements(channels: Channels, first: number, count: number): Channels {
  const { values, stride, grid, exact } = channels;
  if (!grid) return channels;
  const firstRun = Math.floor(first / stride);
  const runCount = Math.max(1, Math.ceil((first + count) / stride) - firstRun);
  const ofRuns = new Float64Array(runCount);
  const exactOfRuns = exact && new Array<bigint>(runCount);
  for (let run = firstRun; run < firstRun + runCount; run++) {
    const index = channelIndex(channels, run * stride);
    ofRuns[run % runCount] = values[index];
    if (exactOfRuns) exactOfRuns[run % runCount] = exact[index];
  }
  return { values: ofRuns, stride, ...(exactOfRuns && { exact: exactOfRuns }) };
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
  return { values, stride: strideOf(shape, dimension) };
}

/**
 * Values along several dimensions: each covers `shape[d] / valuesShape[d]` elements along each dimension d.
 * @param what plural noun for the error message
 * @throws ModelError `bad-shape` if the values do not divide the shape
 */
export function channelsOnGrid(
  values: Pick<Channels, 'values' | 'exact'>,
  valuesShape: readonly number[],
  shape: readonly number[],
  what: string,
): Channels {
  if (
    valuesShape.length !== shape.length ||
    shape.some((size, d) => valuesShape[d] < 1 || size % valuesShape[d] !== 0)
  ) {
    throw new ModelError(
      'bad-shape',
      `the ${what} have shape [${valuesShape.join(', ')}]; expected divisors of [${shape.join(', ')}]`,
    );
  }
  const grid = shape.flatMap((size, d): GridDimension[] => {
    const count = valuesShape[d];
    if (count === 1) return [];
    return [{ stride: (size / count) * strideOf(shape, d), count, step: strideOf(valuesShape, d) }];
  });
  const last = grid.at(-1);
  if (!last) return { ...values, stride: 1 };
  return grid.length === 1 ? { ...values, stride: last.stride } : { ...values, stride: last.stride, grid };
}

/** Number of elements for one step along a dimension. */
function strideOf(shape: readonly number[], dimension: number): number {
  return shape.slice(dimension + 1).reduce((product, length) => product * length, 1);
}
