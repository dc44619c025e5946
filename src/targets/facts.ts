import type { BlocksOver } from '../sparsity/blocksOver';
import type { WindowOptions } from '../tflite/model';
import type { StoredLevel } from '../tflite/weights/storage';
import type { WeightTensor } from '../tflite/weights/weightTensor';

/** What targets need to know of a tensor. Plain data, without weights. */
export type TensorFacts = {
  readonly tensor: Pick<
    WeightTensor,
    'subgraph' | 'tensor' | 'shape' | 'type' | 'encoding' | 'rowCount' | 'columnCount'
  >;
  /** The operators that use the tensor as weights; never empty. */
  readonly uses: readonly Use[];
  readonly elements: number;
  readonly nonzeros: number;
  /** Blocks of 4 input channels with more than 2 non-zeros, and of 16 with more than 8. */
  readonly fours: BlocksOver;
  readonly sixteens: BlocksOver;
  readonly zeroPoints: ZeroPointFacts;
  /** The weights that are more than 127 steps from their zero point; undefined if they were not searched, because no operator needs it. */
  readonly outOfRange: OutOfRange | undefined;
  /** Number of elements whose stored value is 0. Differs from the number of zeros if a zero point is not 0. */
  readonly rawZeros: number;
  /** Only for stored-sparse tensors. */
  readonly sparse: SparseFacts | undefined;
};

type ZeroPointFacts = {
  readonly allZero: boolean;
  /** The dimension of the channels as in the file, also if there is only one channel. */
  readonly dimension: number;
  /** Scales and zero points are in other tensors. */
  readonly inBlocks: boolean;
};

export type OutOfRange = {
  readonly count: number;
  /** Element index of the first one in storage order, and its value minus its zero point. */
  readonly first?: { readonly element: number; readonly steps: number };
};

/** How a stored-sparse tensor is encoded. */
export type SparseFacts = {
  readonly levels: readonly StoredLevel[];
  /** Of the second level, if it is CSR: the largest number of entries of a row, the row, and the largest index. */
  readonly longestRow: number;
  readonly longestRowIndex: number;
  readonly largestIndex: number;
};

/** An operator that uses the tensor. */
export type Use = {
  readonly index: number;
  readonly code: string;
  readonly window: WindowOptions | undefined;
  /** Operators between the constant and this one, in the order of data: `DENSIFY`, `DEQUANTIZE`. */
  readonly behind: readonly string[];
  /** One of them moves the last dimension or changes its size. */
  readonly isReordered: boolean;
  /** Element type of the data input and of the first output; undefined if absent or unknown. */
  readonly inputType: string | undefined;
  readonly outputType: string | undefined;
  readonly cluster: ClusterFacts;
};

/** The place of an operator in the groups of operators that XNNPACK runs sparse. */
export type ClusterFacts = {
  /** Why the group cannot run sparse; undefined if it can. */
  readonly problem: string | undefined;
  /** Weights of the 1 × 1 convolutions and FULLY_CONNECTED of the group, as tensor indices of the subgraph. */
  readonly weights: readonly number[];
  /** The subgraph has stored-sparse weights behind DENSIFY. */
  readonly hasSparseWeights: boolean;
};

/** Counts of other tensors of the subgraph; undefined if the tensor could not be read. */
export type CountsOf = (tensor: number) => { readonly elements: number; readonly nonzeros: number } | undefined;
