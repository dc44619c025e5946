import type { WeightConstant } from './weightConstants';

/** A weight tensor as the matrix [prod(shape[:-1]), shape[-1]]: one row per output channel and tap, one column per input channel. Plain data. */
export type WeightTensor = {
  readonly subgraph: number;
  readonly tensor: number;
  readonly name: string;
  readonly operators: readonly { readonly index: number; readonly code: string }[];
  readonly shape: readonly number[];
  /** As named in the schema, or `TYPE_99` for a code that is not in the schema. */
  readonly type: string;
  readonly encoding: 'dense' | 'sparse';
  readonly rowCount: number;
  readonly columnCount: number;
  /** False if no operator that uses the tensor sums over its last dimension. Then hardware cannot use patterns along it. */
  readonly inputChannelsLast: boolean;
};

/** Key of a tensor: `0:5` for tensor 5 of subgraph 0. */
export function tensorKey(weight: Pick<WeightTensor, 'subgraph' | 'tensor'>): string {
  return `${weight.subgraph}:${weight.tensor}`;
}

export function weightTensor({ subgraph, tensor, operators }: WeightConstant): WeightTensor {
  const { shape } = tensor;
  return {
    subgraph: subgraph.index,
    tensor: tensor.index,
    name: tensor.name,
    operators: operators.map(({ index, code }) => ({ index, code })),
    shape,
    type: tensor.type ?? `TYPE_${tensor.typeCode}`,
    encoding: tensor.storedSparse ? 'sparse' : 'dense',
    ...matrixSizeOf(shape),
    inputChannelsLast: operators.some(({ code, adjY }) => !lastIsOther.has(code) && (code !== 'BATCH_MATMUL' || adjY)),
  };
}

/** Size of the weight matrix of a tensor. */
export function matrixSizeOf(shape: readonly number[]): Pick<WeightTensor, 'rowCount' | 'columnCount'> {
  const columnCount = shape.at(-1) ?? 1;
  // Without columns, there are no weights. The number of rows could be very large.
  return { rowCount: columnCount === 0 ? 0 : product(shape.slice(0, -1)), columnCount };
}

// The last dimension of these filters is the output channel: [1, h, w, channels] and [d, h, w, in, out].
const lastIsOther: ReadonlySet<string> = new Set(['DEPTHWISE_CONV_2D', 'CONV_3D']);

export function elementCount(weight: Pick<WeightTensor, 'rowCount' | 'columnCount'>): number {
  return weight.rowCount * weight.columnCount;
}

/** Error message for an invalid shape; undefined for a valid one. */
export function shapeProblem(shape: readonly number[]): string | undefined {
  const wrong = shape.find((size) => size < 0);
  if (wrong !== undefined) return `the shape [${shape.join(', ')}] has a dimension of ${wrong}; expected 0 or more`;
  if (!Number.isSafeInteger(product(shape)))
    return `the shape [${shape.join(', ')}] has too many elements; expected at most 2^53`;
  return undefined;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
