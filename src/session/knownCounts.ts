import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { ModelId } from './session';

type ExactCounts = { readonly elements: number; readonly nonzeros: number };

/** Counts of exact zeros of the tensors that were read, for targets that judge several tensors together. */
export function knownCounts() {
  const known = new Map<ModelId, Map<string, ExactCounts>>();

  return {
    ofTensor: (id: ModelId, tensor: Pick<WeightTensor, 'subgraph' | 'tensor'>): ExactCounts | undefined =>
      known.get(id)?.get(tensorKey(tensor)),
    add(id: ModelId, tensor: WeightTensor, nonzeros: number): void {
      if (!known.has(id)) known.set(id, new Map());
      known.get(id)!.set(tensorKey(tensor), { elements: elementCount(tensor), nonzeros });
    },
    forget: (id: ModelId) => void known.delete(id),
  };
}
