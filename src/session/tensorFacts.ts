import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { ModelId } from './session';

/** What is known of tensors of open models, until their model is closed. */
export function tensorFacts<Fact>() {
  const known = new Map<ModelId, Map<string, Fact>>();

  return {
    ofTensor: (id: ModelId, tensor: Pick<WeightTensor, 'subgraph' | 'tensor'>): Fact | undefined =>
      known.get(id)?.get(tensorKey(tensor)),
    add(id: ModelId, tensor: WeightTensor, fact: Fact): void {
      if (!known.has(id)) known.set(id, new Map());
      known.get(id)!.set(tensorKey(tensor), fact);
    },
    forget: (id: ModelId) => void known.delete(id),
  };
}
