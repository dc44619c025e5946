import type { WeightTensor } from './weightTensor';

/** What is known of a model before any weight is read. Plain data. */
export type ModelContents = {
  readonly name: string;
  readonly byteLength: number;
  readonly tensors: readonly WeightTensor[];
  /** The names of other files that weights lie in: plain base names. */
  readonly externalFiles: readonly string[];
};
