import type { OperatorOptions } from './operatorOptions';
import type { ElementTypeName } from './packing';
import type { Sparsity } from './storedSparse';

/** A number in a 64-bit field. */
export type Long = number | bigint;

/** A model as plain data. The fields of a single subgraph can be here, in place of `subgraphs`. */
export type ModelDescription = SubgraphDescription & {
  readonly subgraphs?: readonly SubgraphDescription[];
  /** Buffers 1, 2, ... for tensors that refer to them by `buffer`. Buffer 0, the empty one, is always written. */
  readonly buffers?: readonly BufferDescription[];
  readonly description?: string;
  /** Default: 3. */
  readonly version?: number;
  /** The file names of the external buffer groups. */
  readonly externalBufferGroups?: readonly string[];
  readonly externalBuffers?: readonly ExternalBufferDescription[];
  /** Further data of the model, in buffers of the list. */
  readonly metadata?: readonly { readonly name: string; readonly buffer: number }[];
  /** Bytes after the end, such as a ZIP archive of metadata. */
  readonly trailing?: Uint8Array;
};

export type SubgraphDescription = {
  readonly name?: string;
  readonly tensors?: readonly TensorDescription[];
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  readonly operators?: readonly OperatorDescription[];
};

/** Fields that are absent here are absent in the file, so readers get the defaults of the schema. */
export type TensorDescription = {
  /** Bytes for a name that is not UTF-8. */
  readonly name?: string | Uint8Array;
  readonly shape?: readonly number[];
  readonly shapeSignature?: readonly number[];
  /** Default: FLOAT32. A number for a type that is not in the schema. */
  readonly type?: ElementTypeName | number;
  /** The tensor's own buffer. Numbers are packed by `type`, a Uint8Array is written unchanged, and `{}` is an empty buffer. */
  readonly data?: ArrayLike<number> | BufferDescription;
  /** In place of `data`: a buffer of the model's list, which several tensors can share. */
  readonly buffer?: number;
  readonly isVariable?: boolean;
  readonly quantization?: Quantization;
  readonly sparsity?: Sparsity;
  /** The id of an external buffer. */
  readonly externalBuffer?: number;
};

export type BufferDescription = {
  readonly bytes?: Uint8Array;
  /** `inside` the flatbuffer (default) or `after` it, with offset and size; both 16-aligned. */
  readonly place?: 'inside' | 'after';
  /** Override the values of `place`, for invalid models and for the placeholder offset 1. */
  readonly offset?: Long;
  readonly size?: Long;
};

export type Quantization = {
  readonly scale?: number | readonly number[];
  readonly zeroPoint?: Long | readonly Long[];
  readonly dimension?: number;
  readonly min?: readonly number[];
  readonly max?: readonly number[];
  /** A number is a kind that is not in the schema. With `axes`, the details are MultiAxisQuantization. */
  readonly details?:
    | 'custom'
    | number
    | {
        readonly axes: readonly number[];
        readonly scales?: number;
        readonly zeroPoints?: number;
        readonly blockSize?: number;
      }
    /** Tensor indices, -1 for none. Undefined fields are absent. 0 is written although it is the default of the schema. */
    | { readonly scales?: number; readonly zeroPoints?: number; readonly blockSize?: number };
};

export type OperatorDescription = {
  /** A name, or a number for an operator that is not in the list. Optional for a custom operator. */
  readonly code?: OperatorName | number;
  /** The name of a custom operator. */
  readonly custom?: string;
  /** Default: 1. */
  readonly version?: number;
  /** `both` fields of the operator code, as written since 2020 (default), or only the `deprecated` one. */
  readonly codeFields?: 'both' | 'deprecated';
  /** Tensor indices, -1 for an absent optional input. */
  readonly inputs?: readonly number[];
  readonly outputs?: readonly number[];
  /** For the operators that have options here. Undefined fields get usual values; null writes no options. */
  readonly options?: OperatorOptions | null;
};

export type ExternalBufferDescription = {
  readonly id: number;
  readonly group: number;
  readonly offset?: Long;
  readonly length?: Long;
  readonly packing?: string;
};

/** Operators that use weights, and operators between them and the constants. */
export const operatorCodes = {
  ADD: 0,
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 4,
  DEPTH_TO_SPACE: 5,
  DEQUANTIZE: 6,
  EMBEDDING_LOOKUP: 7,
  FULLY_CONNECTED: 9,
  LSTM: 16,
  MAX_POOL_2D: 17,
  MUL: 18,
  RELU: 19,
  RESHAPE: 22,
  RNN: 24,
  SOFTMAX: 25,
  SVDF: 27,
  CUSTOM: 32,
  PAD: 34,
  UNIDIRECTIONAL_SEQUENCE_RNN: 35,
  GATHER: 36,
  TRANSPOSE: 39,
  MEAN: 40,
  UNIDIRECTIONAL_SEQUENCE_LSTM: 44,
  BIDIRECTIONAL_SEQUENCE_RNN: 46,
  BIDIRECTIONAL_SEQUENCE_LSTM: 52,
  CAST: 53,
  TRANSPOSE_CONV: 67,
  QUANTIZE: 114,
  DENSIFY: 124,
  BATCH_MATMUL: 126,
  CONV_3D: 132,
  CONV_3D_TRANSPOSE: 141,
  VAR_HANDLE: 142,
  READ_VARIABLE: 143,
  ASSIGN_VARIABLE: 144,
} as const;

export type OperatorName = keyof typeof operatorCodes;
