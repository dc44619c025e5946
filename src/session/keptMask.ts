import type { Mask } from '../sparsity/mask';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';

// Bytes of a mask; that of a larger tensor is computed again.
const maxKept = 64 * 2 ** 20;

/** The mask of the tensor that was drawn last, for another pattern or another view of it. What is handed over is gone here, so it is a copy. */
export function maskKeeping() {
  let kept: { readonly id: number; readonly key: string; readonly analysis: TimedAnalysis } | undefined;

  function keptAnalysis(id: number, tensor: WeightTensor, threshold?: number): TimedAnalysis | undefined {
    return kept?.id === id && kept.key === keyOf(tensor, threshold) ? kept.analysis : undefined;
  }

  return {
    /** Not to be handed over: what is kept stays here. */
    maskOf: (id: number, tensor: WeightTensor): Mask | undefined => keptAnalysis(id, tensor)?.mask,
    /** With a copy of the mask, and the counts that it was kept with. */
    analysisOf(id: number, tensor: WeightTensor, threshold: number | undefined): TimedAnalysis | undefined {
      const analysis = keptAnalysis(id, tensor, threshold);
      return analysis && withMaskCopied(analysis);
    },
    keep(id: number, tensor: WeightTensor, analysis: TimedAnalysis, threshold: number | undefined): void {
      if (keptAnalysis(id, tensor, threshold)) return;
      const small = analysis.mask.words.byteLength <= maxKept;
      kept = small ? { id, key: keyOf(tensor, threshold), analysis: withMaskCopied(analysis) } : undefined;
    },
    /** Of one model, or of all. */
    forget(id?: number): void {
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
