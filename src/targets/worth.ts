import type { Engine } from '../sparsity/engine';
import type { Mask } from '../sparsity/mask';
import { maskCountsOf } from '../sparsity/maskCounts';
import { sizesOf, type TensorSizes } from '../sparsity/sizes';
import type { TargetResult } from '../sparsity/targetResult';
import type { ModelFile } from '../tflite/modelFile';
import { storageOf } from '../tflite/weights/storage';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { CountsOf, Use } from './facts';
import { hasZeroPointsZero, readPaddings, tensorFacts } from './readFacts';
import { targetResults } from './targets';
import { undecodableQuantization } from './tflmDecode';
import { usesIn } from './uses';

/** What the zeros of a tensor are worth. */
export type TensorWorth = {
  readonly sizes: TensorSizes;
  /** What each target makes of it. Groups of operators are judged as a whole. @param countsOf other tensors of the subgraph */
  targets(countsOf: CountsOf): TargetResult[];
};

/** Where a tensor is stored. `sparse` is present if it is stored sparse. */
type Located = { readonly stored: StoredMatrix; readonly sparse?: SparseMatrix };

/**
 * Returns a function that says what the zeros of a tensor of the model are worth. It reads each graph once.
 * @param engineFor the engine that counts the mask, by the number of stored bytes of the tensor
 */
export function worthReader(
  file: ModelFile,
  locate: (tensor: WeightTensor, signal?: AbortSignal) => Promise<Located>,
  engineFor: (byteLength: number) => Engine,
) {
  const graphs = new Map<number, (tensor: WeightTensor) => Use[]>();

  async function usesOf(tensor: WeightTensor, signal?: AbortSignal): Promise<Use[]> {
    const subgraph = file.model.subgraphs[tensor.subgraph];
    const known = graphs.get(tensor.subgraph) ?? usesIn(subgraph, await readPaddings(file, subgraph, signal));
    graphs.set(tensor.subgraph, known);
    return known(tensor);
  }

  /** @param mask of the tensor @throws ModelError if the tensor cannot be read */
  return async (tensor: WeightTensor, mask: Mask, signal?: AbortSignal): Promise<TensorWorth> => {
    const { stored, sparse } = await locate(tensor, signal);
    const counts = await maskCountsOf(mask, engineFor(stored.byteLength), signal);
    const facts = await tensorFacts(stored, sparse, counts, await usesOf(tensor, signal), signal);
    const sizes = sizesOf(counts, {
      tensor,
      format: stored.format,
      zeroIsZero: hasZeroPointsZero(stored),
      isDecodable: undecodableQuantization(facts) === undefined,
      stored: storageOf(stored, sparse).bytes,
      dense: stored.byteLength,
    });
    return { sizes, targets: (countsOf) => targetResults(facts, countsOf) };
  };
}
