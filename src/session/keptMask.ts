import type { Mask } from '../sparsity/mask';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { tensorKey, type WeightMatrix } from '../tflite/weights/weightMatrix';

// Bytes of a mask; that of a larger tensor is computed again.
const mostKept = 64 * 2 ** 20;

/** The mask of the tensor that was drawn last, for another pattern or another view of it. What is handed over is gone here, so it is a copy. */
export function maskKeeping() {
  let kept: { readonly id: number; readonly key: string; readonly analysis: TimedAnalysis } | undefined;

  function keptAnalysis(id: number, weight: WeightMatrix, threshold?: number): TimedAnalysis | undefined {
    return kept?.id === id && kept.key === keyOf(weight, threshold) ? kept.analysis : undefined;
  }

  return {
    /** Not to be handed over: what is kept stays here. */
    maskOf: (id: number, weight: WeightMatrix): Mask | undefined => keptAnalysis(id, weight)?.mask,
    /** With a copy of the mask, and the counts that it was kept with. */
    analysisOf(id: number, weight: WeightMatrix, threshold: number | undefined): TimedAnalysis | undefined {
      const analysis = keptAnalysis(id, weight, threshold);
      return analysis && withMaskCopied(analysis);
    },
    keep(id: number, weight: WeightMatrix, analysis: TimedAnalysis, threshold: number | undefined): void {
      if (keptAnalysis(id, weight, threshold)) return;
      const small = analysis.mask.words.byteLength <= mostKept;
      kept = small ? { id, key: keyOf(weight, threshold), analysis: withMaskCopied(analysis) } : undefined;
    },
    /** Of one model, or of all. */
    forget(id?: number): void {
      if (id === undefined || kept?.id === id) kept = undefined;
    },
  };
}

function keyOf(weight: WeightMatrix, threshold = 0): string {
  return `${tensorKey(weight)} ${threshold}`;
}

function withMaskCopied(analysis: TimedAnalysis): TimedAnalysis {
  return { ...analysis, mask: { ...analysis.mask, words: analysis.mask.words.slice() } };
}
