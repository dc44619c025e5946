import type { Mask } from '../sparsity/mask';
import type { Structure } from '../sparsity/structure';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { OpenModels } from './openModels';
import type { ModelId } from './session';

/** Structures of tensors of open models. They do not depend on the pattern, so each is computed once. */
export function knownStructures(models: OpenModels) {
  const known = new Map<ModelId, Map<string, Structure>>();

  function ofTensor(id: ModelId, tensor: WeightTensor): Structure | undefined {
    return known.get(id)?.get(tensorKey(tensor));
  }

  return {
    ofTensor,
    /** @param exactMask mask of exact zeros, read only if the structure is not known @throws ModelError */
    async read(
      id: ModelId,
      tensor: WeightTensor,
      exactMask: () => Mask | Promise<Mask>,
      signal: AbortSignal,
    ): Promise<Structure> {
      const before = ofTensor(id, tensor);
      if (before) return before;
      const mask = await exactMask();
      const structure = await models.modelOf(id).structureOf(tensor, mask, signal);
      // The model can be closed by now.
      models.modelOf(id);
      if (!known.has(id)) known.set(id, new Map());
      known.get(id)!.set(tensorKey(tensor), structure);
      return structure;
    },
    forget: (id: ModelId) => void known.delete(id),
  };
}
