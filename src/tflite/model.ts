import type { ModelError } from '../modelError';
import type { ElementType } from './elementTypes';

/** The records of a TensorFlow Lite model, without weights. Plain data, checked against the file. */
export type Model = {
  readonly description: string;
  readonly subgraphs: readonly Subgraph[];
  /** Offsets of the Buffer tables in the file. Index 0 is the empty buffer. */
  readonly bufferPositions: readonly number[];
  readonly externalBuffers: readonly ExternalBuffer[];
  readonly metadata: readonly MetadataEntry[];
};

/** Further data of the model, in the buffer with this index. */
export type MetadataEntry = {
  readonly name: string;
  readonly buffer: number;
  readonly problem?: ModelError | undefined;
};

export type Subgraph = {
  readonly index: number;
  readonly name: string;
  readonly tensors: readonly Tensor[];
  readonly operators: readonly Operator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
};

export type Tensor = {
  readonly index: number;
  readonly name: string;
  readonly shape: readonly number[];
  /** Undefined for a code that is not in the schema. */
  readonly type: ElementType | undefined;
  readonly typeCode: number;
  /** -1 if it cannot be read. */
  readonly bufferIndex: number;
  /** Id of an ExternalBuffer; 0 for none. */
  readonly externalBuffer: number;
  readonly isVariable: boolean;
  /** The tensor has SparsityParameters. */
  readonly storedSparse: boolean;
  /** Offset of the Tensor table in the file, to read quantization and sparsity later. */
  readonly position: number;
  /** Present if a field cannot be read. Such fields have their defaults. Other tensors can still be read. */
  readonly problem?: ModelError | undefined;
};

export type Operator = {
  readonly index: number;
  /** As named in the schema, such as `CONV_2D`; `CUSTOM:name` for custom operators, `OPERATOR_250` for a code that is not in the schema. */
  readonly code: string;
  /** Tensor indices; -1 is an absent optional input. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Only if an option differs from its default. */
  readonly options?: OperatorOptions | undefined;
  /** Present if a part of the operator cannot be read, or refers to a tensor that does not exist. Then the part is absent. */
  readonly problem?: ModelError | undefined;
};

/** The options of operators that change what weights mean. Absent options have their default. */
export type OperatorOptions = {
  /** BATCH_MATMUL: the first input is [..., sum, rows]. */
  readonly adjX?: boolean;
  /** BATCH_MATMUL: the second input is [..., columns, sum]. */
  readonly adjY?: boolean;
  /** FULLY_CONNECTED: how weights are stored. 0 is row-major, 1 is SHUFFLED4x16INT8. */
  readonly weightsFormat?: number;
  /** LSTM: the basic kernel, with all weights in one tensor. */
  readonly basicLstm?: boolean;
  /** VAR_HANDLE: the shared name of the variable. */
  readonly variable?: string;
  /** CONV_2D and DEPTHWISE_CONV_2D. */
  readonly window?: WindowOptions;
};

/** How the window of a convolution moves. Pairs are [height, width]. */
export type WindowOptions = {
  readonly padding: 'SAME' | 'VALID';
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
};

/** Constants in an external file. Checked on use, so that an invalid one affects only the tensors that use it. */
export type ExternalBuffer = {
  readonly id: number;
  /** Name of the external file, from its group; undefined if the group does not exist. */
  readonly fileName: string | undefined;
  readonly group: number;
  readonly offset: bigint;
  readonly length: bigint;
  /** Known values are empty, `none` and `unpacked`. */
  readonly packing: string;
};
