import { ModelError } from '../../modelError';
import type { LookupTables } from '../lookupTables';
import type { WeightConstant } from './weightConstants';

/** A weight tensor as the matrix [prod(shape[:-1]), shape[-1]]: one row per output channel and tap, one column per input channel. Plain data. */
export type WeightTensor = {
  readonly subgraph: number;
  readonly tensor: number;
  readonly name: string;
  readonly operators: readonly { readonly index: number; readonly code: string }[];
  readonly shape: readonly number[];
  /** What the tensor is, if its operator has several weights: `input to forget gate`. */
  readonly role?: string;
  /** As named in the schema, or `UNKNOWN_99` for a code that is not in the schema. */
  readonly type: string;
  readonly encoding: Encoding;
  readonly rowCount: number;
  readonly columnCount: number;
  /** False if no operator that uses the tensor sums over its last dimension. Then hardware cannot use patterns along it. */
  readonly inputChannelsLast: boolean;
};

/**
 * How weights are stored. `shuffled4x16`: in tiles, see FullyConnectedOptions. `tflm-decode`: compressed, behind the operator TFLM_DECODE.
 * `tflm-lut`: as indices of a table, in the metadata COMPRESSION_METADATA of TensorFlow Lite Micro.
 */
export type Encoding = 'dense' | 'sparse' | 'shuffled4x16' | 'tflm-decode' | 'tflm-lut';

/** Key of a tensor: `0:5` for tensor 5 of subgraph 0. */
export function tensorKey(weight: Pick<WeightTensor, 'subgraph' | 'tensor'>): string {
  return `${weight.subgraph}:${weight.tensor}`;
}

export function weightTensor(constant: WeightConstant, lookupTables: LookupTables): WeightTensor {
  const { subgraph, tensor, operators, inputChannelsLast, role } = constant;
  const { shape } = tensor;
  return {
    subgraph: subgraph.index,
    tensor: tensor.index,
    name: tensor.name,
    operators: operators.map(({ index, code }) => ({ index, code })),
    ...(role && { role }),
    shape,
    type: tensor.type ?? `UNKNOWN_${tensor.typeCode}`,
    encoding: encodingOf(constant, lookupTables),
    ...matrixSizeOf(shape),
    inputChannelsLast,
  };
}

function encodingOf({ tensor, operators, decodedFrom }: WeightConstant, lookupTables: LookupTables): Encoding {
  if (decodedFrom) return 'tflm-decode';
  if (!(lookupTables instanceof ModelError) && lookupTables.has(tensor)) return 'tflm-lut';
  if (tensor.storedSparse) return 'sparse';
  return operators.some(({ options }) => options?.weightsFormat === 1) ? 'shuffled4x16' : 'dense';
}

/** The operators that use a tensor, for people: `CONV_2D`, or `LSTM: input to forget gate`. */
export function operatorText({ operators, role }: Pick<WeightTensor, 'operators' | 'role'>): string {
  const codes = [...new Set(operators.map(({ code }) => code))].join(', ');
  return role === undefined ? codes : `${codes}: ${role}`;
}

/** Whether a tensor is of an operator of which `prunescope check` requires patterns: CONV_2D or FULLY_CONNECTED. */
export function hasPatternOperator({
  operators,
}: {
  readonly operators: readonly { readonly code: string }[];
}): boolean {
  return operators.some(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED');
}

/** Whether a tensor is the filters of a convolution, [out, h, w, in]. */
export function isFilter({ shape, operators }: Pick<WeightTensor, 'shape' | 'operators'>): boolean {
  return shape.length === 4 && operators.some(({ code }) => convolutions.has(code));
}

const convolutions: ReadonlySet<string> = new Set(['CONV_2D', 'TRANSPOSE_CONV', 'CUSTOM:Convolution2DTransposeBias']);

/** Size of the weight matrix of a tensor. */
export function matrixSizeOf(shape: readonly number[]): Pick<WeightTensor, 'rowCount' | 'columnCount'> {
  const columnCount = shape.at(-1) ?? 1;
  // Without columns, there are no weights. The number of rows could be very large.
  return { rowCount: columnCount === 0 ? 0 : product(shape.slice(0, -1)), columnCount };
}

/** Number of elements of a shape. */
export function elementCountOf(shape: readonly number[]): number {
  return product(shape);
}

/** Number of elements of a weight tensor. */
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
