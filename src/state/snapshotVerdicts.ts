import type { SnapshotVerdict } from '../link/snapshot';
import type { Pattern } from '../sparsity/pattern';
import { judgedTensor, verdictOf } from '../sparsity/verdict';
import { tensorKey, type WeightMatrix } from '../tflite/weights/weightMatrix';
import type { TensorResult } from './store';

/** The verdict of each tensor as far as it is known. */
export function snapshotVerdicts(
  weights: readonly WeightMatrix[],
  results: ReadonlyMap<string, TensorResult>,
  pattern: Pattern,
): SnapshotVerdict[] {
  return weights.map((weight) => {
    const tensor = tensorKey(weight);
    const result = results.get(tensor);
    if (result?.phase !== 'done') return { tensor, kind: result?.phase === 'failed' ? 'failed' : 'unread' };
    const { blocks, conformingBlocks } = result.counts;
    const kind = verdictOf(judgedTensor(weight, result.counts, pattern));
    return { tensor, kind, ...(kind === 'violates' && { violatingBlocks: blocks - conformingBlocks }) };
  });
}
