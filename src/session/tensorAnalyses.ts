import type { Mask } from '../sparsity/mask';
import { summaryOfMask } from '../sparsity/maskSummary';
import { twoOfFour } from '../sparsity/pattern';
import type { RowProgress, TimedAnalysis } from '../sparsity/timedAnalysis';
import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import type { ChosenEngine } from './chosenEngine';
import { keptAnalysis } from './keptAnalysis';
import { knownStructures } from './knownStructures';
import type { OpenModels } from './openModels';
import type { Criteria } from './questionData';
import type { ModelId } from './session';
import { tensorFacts } from './tensorFacts';

export type TensorAnalyses = ReturnType<typeof tensorAnalyses>;

type ExactCounts = { readonly elements: number; readonly nonzeros: number };

/**
 * Analyses of tensors of open models. That of the tensor drawn last is kept, so another pattern or view of it needs no read. All wait until the
 * chosen engine is ready, because a change of engine drops what is kept. Structures are kept until their model is closed.
 */
export function tensorAnalyses(models: OpenModels, engines: ChosenEngine) {
  const kept = keptAnalysis();
  const structures = knownStructures(models);
  /** For targets that judge several tensors together. */
  const counted = tensorFacts<ExactCounts>();

  async function read(
    id: ModelId,
    tensor: WeightTensor,
    { pattern, threshold }: Criteria,
    signal: AbortSignal,
    onProgress?: RowProgress,
  ): Promise<TimedAnalysis> {
    await engines.ready();
    const analysis = await models.modelOf(id).analysisOf(tensor, pattern, signal, onProgress, threshold);
    // The model can be closed by now.
    models.modelOf(id);
    const { nonzeros } = analysis.summary;
    if (threshold === undefined || threshold === 0)
      counted.add(id, tensor, { elements: elementCount(tensor), nonzeros });
    return analysis;
  }

  /** Counts the kept analysis again for the pattern, or reads the tensor if none is kept. */
  function keptOrRead(keptOf: typeof kept.analysisOf): typeof read {
    return async (id, tensor, criteria, signal, onProgress) => {
      await engines.ready();
      const analysis = keptOf(id, tensor, criteria.threshold);
      if (!analysis) return read(id, tensor, criteria, signal, onProgress);
      const engine = engines.engineFor(analysis.storage.bytes);
      return { ...analysis, summary: await summaryOfMask(engine, analysis.mask, criteria.pattern, signal) };
    };
  }

  return {
    read,
    /** An analysis whose mask the caller owns, and can transfer or give back to the engine. */
    owned: keptOrRead(kept.copyOf),
    /** An analysis whose mask must stay in this thread, without a copy of it. */
    shared: keptOrRead(kept.analysisOf),
    structures,
    /** The counts of exact zeros of a tensor; undefined if it was not read yet. */
    exactCounts: counted.ofTensor,
    /** The mask of exact zeros. It must stay in this thread. */
    async exactMask(id: ModelId, tensor: WeightTensor, signal: AbortSignal): Promise<Mask> {
      await engines.ready();
      const { mask } = kept.analysisOf(id, tensor) ?? (await read(id, tensor, { pattern: twoOfFour }, signal));
      return mask;
    },
    keep: kept.keep,
    /** Drops what the engine before computed. */
    forgetAll: () => kept.forget(),
    forget(id: ModelId): void {
      kept.forget(id);
      structures.forget(id);
      counted.forget(id);
    },
  };
}
