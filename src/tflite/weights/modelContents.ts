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

/** Bytes of a weight tensor in the file, if known. */
export function storedBytesOf(
  { constants }: Pick<ModelContents, 'constants'>,
  { subgraph, tensor }: Pick<WeightTensor, 'subgraph' | 'tensor'>,
): number | undefined {
  return constants.find(
    (constant) => constant.subgraph === subgraph && (constant.listedAs ?? constant.tensor) === tensor,
  )?.bytes;
}
