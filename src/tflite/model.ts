import type { ElementType } from './elementTypes';

/** A TFLite model without its weights: plain records, checked against the file. */
export type Model = {
  readonly description: string;
  readonly subgraphs: readonly Subgraph[];
  /** Where the Buffer tables lie, in bytes from the start of the file; index 0 is the empty sentinel. */
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
  /** `undefined` for a code that the schema does not know. */
  readonly type: ElementType | undefined;
  readonly typeCode: number;
  readonly bufferIndex: number;
  /** The id of an ExternalBuffer; 0 is none. */
  readonly externalBuffer: number;
  readonly isVariable: boolean;
  /** The tensor has SparsityParameters. */
  readonly storedSparse: boolean;
  /** Where its table lies, for what is read later: quantization and sparsity. */
  readonly position: number;
};

export type Operator = {
  readonly index: number;
  /** As the schema spells it, `CUSTOM` and unknown numbers included: `CONV_2D`, `OPERATOR_250`. */
  readonly code: string;
  /** Tensor indices; -1 is an absent optional input. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** BATCH_MATMUL only: the constant is [..., out, in]. */
  readonly adjY: boolean;
};

/** Constants in another file. Nothing is checked yet: a bad one costs only the tensors that use it. */
export type ExternalBuffer = {
  readonly id: number;
  /** Of the file that holds it, by the model; `undefined` when its group is not in the list. */
  readonly fileName: string | undefined;
  readonly group: number;
  /** 64 bits wide. */
  readonly offset: bigint;
  readonly length: bigint;
  /** Empty, `none` or `unpacked`, as far as is known. */
  readonly packing: string;
};
