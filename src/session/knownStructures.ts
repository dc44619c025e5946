import type { Mask } from '../sparsity/mask';
import type { Structure } from '../sparsity/structure';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { OpenModels } from './openModels';
import type { ModelId } from './session';
import { tensorFacts } from './tensorFacts';

/** Structures of tensors of open models. They do not depend on the pattern, so each is computed once. */
export function knownStructures(models: OpenModels) {
  const { ofTensor, add, forget } = tensorFacts<Structure>();

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
      add(id, tensor, structure);
      return structure;
    },
    forget,
  };
}
