import type { WeightTensor } from './weightTensor';

/** Contents of a model that are known before weights are read. Plain data. */
export type ModelContents = {
  readonly name: string;
  readonly byteLength: number;
  readonly tensors: readonly WeightTensor[];
  /** Base names of the external files that contain weights. */
  readonly externalFiles: readonly string[];
};
