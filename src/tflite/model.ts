import type { ElementType } from './elementTypes';

/** The records of a TensorFlow Lite model, without weights. Plain data, checked against the file. */
export type Model = {
  readonly description: string;
  readonly subgraphs: readonly Subgraph[];
  /** Offsets of the Buffer tables in the file. Index 0 is the empty buffer. */
  readonly bufferPositions: readonly number[];
  readonly externalBuffers: readonly ExternalBuffer[];
};

export type Subgraph = {
  readonly index: number;
  readonly name: string;
  readonly tensors: readonly Tensor[];
  readonly operators: readonly Operator[];
  readonly inputs: readonly number[];
};

export type Tensor = {
  readonly index: number;
  readonly name: string;
  readonly shape: readonly number[];
  /** Undefined for a code that is not in the schema. */
  readonly type: ElementType | undefined;
  readonly typeCode: number;
  readonly bufferIndex: number;
  /** Id of an ExternalBuffer; 0 for none. */
  readonly externalBuffer: number;
  readonly isVariable: boolean;
  /** The tensor has SparsityParameters. */
  readonly storedSparse: boolean;
  /** Offset of the Tensor table in the file, to read quantization and sparsity later. */
  readonly position: number;
};

export type Operator = {
  readonly index: number;
  /** As named in the schema, such as `CONV_2D` or `CUSTOM`; `OPERATOR_250` for operators that Prunescope does not need. */
  readonly code: string;
  /** Tensor indices; -1 is an absent optional input. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Only for BATCH_MATMUL: the second input is [..., out, in]. */
  readonly adjY: boolean;
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
