import type { WeightConstant } from './weightConstants';

/** A weight tensor as a matrix [prod(shape[:-1]), shape[-1]]: a row per output channel and tap, a column per input channel. Plain data. */
export type WeightTensor = {
  readonly subgraph: number;
  readonly tensor: number;
  readonly name: string;
  readonly operators: readonly { readonly index: number; readonly code: string }[];
  readonly shape: readonly number[];
  /** As the schema spells it, or `TYPE_99` for a code it does not have. */
  readonly type: string;
  readonly encoding: 'dense' | 'sparse';
  readonly rowCount: number;
  readonly columnCount: number;
  /** False when no operator that uses the tensor sums over its last dimension; m:n patterns then say nothing about what hardware reads. */
  readonly inputChannelsLast: boolean;
};

/** `0:5`: subgraph and tensor. */
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

/** The size of the weight matrix of a tensor. */
export function matrixSizeOf(shape: readonly number[]): Pick<WeightTensor, 'rowCount' | 'columnCount'> {
  const columnCount = shape.at(-1) ?? 1;
  // However many rows of nothing there are, nobody counts them.
  return { rowCount: columnCount === 0 ? 0 : product(shape.slice(0, -1)), columnCount };
}

// Filters of these end in the output channel: [1, h, w, channels] and [d, h, w, in, out].
const lastIsOther: ReadonlySet<string> = new Set(['DEPTHWISE_CONV_2D', 'CONV_3D']);

export function elementCount(weight: Pick<WeightTensor, 'rowCount' | 'columnCount'>): number {
  return weight.rowCount * weight.columnCount;
}

/** Why a shape cannot be that of a weight tensor, in words. */
export function shapeProblem(shape: readonly number[]): string | undefined {
  const wrong = shape.find((size) => size < 0);
  if (wrong !== undefined) return `its shape [${shape.join(', ')}] has a size of ${wrong}; expected sizes of 0 or more`;
  if (!Number.isSafeInteger(product(shape)))
    return `its shape [${shape.join(', ')}] has more elements than can be counted`;
  return undefined;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
