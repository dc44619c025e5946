import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { ModelId } from './session';

// Bytes. Larger masks are computed again.
const maxMaskBytes = 64 * 2 ** 20;

/** The analysis of the tensor drawn last, for another pattern or view. It has its own copy of the mask, because drawn masks are transferred. */
export function keptAnalysis() {
  let kept: { readonly id: ModelId; readonly key: string; readonly analysis: TimedAnalysis } | undefined;

  /** The mask of the result must not be transferred. */
  function analysisOf(id: ModelId, tensor: WeightTensor, threshold?: number): TimedAnalysis | undefined {
    return kept?.id === id && kept.key === keyOf(tensor, threshold) ? kept.analysis : undefined;
  }

  return {
    analysisOf,
    /** The same with a copy of the mask, which can be transferred. */
    copyOf(id: ModelId, tensor: WeightTensor, threshold?: number): TimedAnalysis | undefined {
      const analysis = analysisOf(id, tensor, threshold);
      return analysis && withMaskCopied(analysis);
    },
    keep(id: ModelId, tensor: WeightTensor, analysis: TimedAnalysis, threshold?: number): void {
      if (analysisOf(id, tensor, threshold)) return;
      const isSmall = analysis.mask.words.byteLength <= maxMaskBytes;
      kept = isSmall ? { id, key: keyOf(tensor, threshold), analysis: withMaskCopied(analysis) } : undefined;
    },
    /** @param id default: all models */
    forget(id?: ModelId): void {
      if (id === undefined || kept?.id === id) kept = undefined;
    },
  };
}

function keyOf(tensor: WeightTensor, threshold = 0): string {
  return `${tensorKey(tensor)} ${threshold}`;
}

function withMaskCopied(analysis: TimedAnalysis): TimedAnalysis {
  return { ...analysis, mask: { ...analysis.mask, words: analysis.mask.words.slice() } };
}
