import type { WeightTensor } from '../../tflite/weights/weightTensor';
import type { TensorMap } from '../../views/tensorMap';

/** Where a channel of a tensor begins in the weight matrix. */
export type ChannelPlace = { readonly row: number; readonly column: number };

export function channelPlace(tensor: WeightTensor, dimension: number, channel: number): ChannelPlace {
  if (isColumn(tensor, dimension)) return { row: 0, column: channel };
  return { row: channel * rowsBetween(tensor, dimension), column: 0 };
}

/**
 * Number of zeros in each channel, [channels], from the counts of the map. Undefined if channels are columns, and the view has other columns than the
 * weight matrix.
 */
export function channelZeros(
  { tensor, summary, view, margins }: Pick<TensorMap, 'tensor' | 'summary' | 'view' | 'margins'>,
  dimension: number,
): Float64Array | undefined {
  const { rowCount, columnCount, shape } = tensor;
  if (isColumn(tensor, dimension)) {
    if (view.layout !== 'rows') return undefined;
    const nonzeros = view.transposed ? margins.rows : margins.columns;
    return Float64Array.from(nonzeros, (count) => rowCount - count);
  }
  const channels = shape[dimension] ?? 1;
  const between = rowsBetween(tensor, dimension);
  const zeros = new Float64Array(channels);
  for (let row = 0; row < rowCount; row++) {
    zeros[Math.floor(row / between) % channels]! += columnCount - summary.rowNonzeros[row]!;
  }
  return zeros;
}

function isColumn({ shape }: WeightTensor, dimension: number): boolean {
  return dimension === shape.length - 1;
}

/** Rows from one channel to the next. */
function rowsBetween({ shape }: WeightTensor, dimension: number): number {
  return shape.slice(dimension + 1, -1).reduce((product, size) => product * size, 1);
}
