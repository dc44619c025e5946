import { blockFills } from '../sparsity/blockFills';
import type { Mask } from '../sparsity/mask';
import type { DensityPyramid } from '../sparsity/pyramid';
import type { Structure } from '../sparsity/structure';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { patternMapOf, tensorMapOf } from '../views/tensorMap';
import type { AnswerState } from './answerState';
import { countsOf } from './counts';
import { packedMasks } from './packedMasks';
import type { Criteria } from './questionData';
import type { ModelId, ModelQuestions } from './session';

/** Answers from the masks of the tensors of a model: counts, maps, structure and worth. */
export function maskAnswers(id: ModelId, { models, engines, analyses, begun }: AnswerState) {
  /** `pyramidOf` of the engine for an analyzed tensor. */
  function pyramids({ storage }: TimedAnalysis, signal: AbortSignal): (mask: Mask) => Promise<DensityPyramid> {
    const engine = engines.engineFor(storage.bytes);
    return (mask) => engine.pyramidOf(mask, signal);
  }

  /** The structure if it is known. It is that of exact zeros, so it says nothing about counts with a threshold. */
  function knownStructure(tensor: WeightTensor, { threshold = 0 }: Criteria): Structure | undefined {
    return threshold > 0 ? undefined : analyses.structures.ofTensor(id, tensor);
  }

  return {
    async countsOf(tensor, criteria, signal) {
      const analysis = await analyses.read(id, tensor, criteria, signal);
      try {
        const isExact = (criteria.threshold ?? 0) === 0;
        if (isExact) await analyses.structures.read(id, tensor, () => analysis.mask, signal);
        return countsOf(tensor, analysis, knownStructure(tensor, criteria));
      } finally {
        engines.engineFor(analysis.storage.bytes).giveBack?.(analysis);
      }
    },
    async tensorMapOf(tensor, drawing, signal, onProgress) {
      const taken = begun.take(id, tensor, drawing, signal, onProgress);
      if (taken) return taken;
      const analysis = await analyses.owned(id, tensor, drawing, signal, onProgress);
      analyses.keep(id, tensor, analysis, drawing.threshold);
      const tensorMap = await tensorMapOf(tensor, drawing.view, analysis, pyramids(analysis, signal), (mask) =>
        engines.engineFor(analysis.storage.bytes).marginsOf(mask, signal),
      );
      return { counts: countsOf(tensor, analysis, knownStructure(tensor, drawing), tensorMap.pyramid), tensorMap };
    },
    async patternMapOf(tensor, drawing, signal, onProgress) {
      const analysis = await analyses.shared(id, tensor, drawing, signal, onProgress);
      analyses.keep(id, tensor, analysis, drawing.threshold);
      const patternMap = await patternMapOf(tensor, drawing.view, analysis.summary, pyramids(analysis, signal));
      return { counts: countsOf(tensor, analysis, knownStructure(tensor, drawing)), patternMap };
    },
    structureOf: (tensor, signal) =>
      analyses.structures.read(id, tensor, () => analyses.exactMask(id, tensor, signal), signal),
    packedMasks: (signal, onProgress) =>
      packedMasks(models.modelOf(id), (tensor) => analyses.exactMask(id, tensor, signal), signal, onProgress),
    blockFillsOf: async (tensor, of, signal) => blockFills(await analyses.exactMask(id, tensor, signal), of, signal),
    async worthOf(tensor, signal) {
      const mask = await analyses.exactMask(id, tensor, signal);
      const { sizes, targets } = await models.modelOf(id).worthOf(tensor, mask, signal);
      let isProvisional = false;
      const results = targets((other) => {
        const counts = analyses.exactCounts(id, { subgraph: tensor.subgraph, tensor: other });
        isProvisional ||= counts === undefined;
        return counts;
      });
      return { sizes, targets: results, isProvisional };
    },
  } satisfies Partial<ModelQuestions>;
}
