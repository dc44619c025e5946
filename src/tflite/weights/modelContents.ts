import type { ConstantTensor } from './coverage';
import type { WeightTensor } from './weightTensor';

/** Contents of a model that are known before weights are read. Plain data. */
export type ModelContents = {
  readonly name: string;
  readonly byteLength: number;
  readonly tensors: readonly WeightTensor[];
  /** The constants that coverage counts, listed or not. */
  readonly constants: readonly ConstantTensor[];
  /** The codes of all operators, each once. */
  readonly operators: readonly string[];
  /** Present if operators are damaged: their codes, each once. Their weights may not be listed. */
  readonly unreadableOperators?: readonly string[] | undefined;
  /** Base names of the external files that contain weights. */
  readonly externalFiles: readonly string[];
};
