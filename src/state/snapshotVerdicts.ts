import { hasViolations, type SnapshotVerdict } from '../link/snapshot';
import type { Pattern } from '../sparsity/pattern';
import { judgedTensor, verdictOf } from '../sparsity/verdict';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { TensorResult } from './store';
import { tensorStatus } from './tensorStatus';

/** The verdicts of all tensors, `unread` where weights are not read. */
export function snapshotVerdicts(
  tensors: readonly WeightTensor[],
  results: ReadonlyMap<string, TensorResult>,
  pattern: Pattern,
): SnapshotVerdict[] {
  return tensors.map((tensor) => {
    const key = tensorKey(tensor);
    const result = results.get(key);
    if (result?.phase !== 'done') return { tensor: key, kind: result?.phase === 'failed' ? 'failed' : 'unread' };
    const { blocks, conformingBlocks } = result.counts;
    const status = tensorStatus(tensor, result, pattern);
    const kind = status === 'nearly' ? status : verdictOf(judgedTensor(tensor, result.counts, pattern));
    return { tensor: key, kind, ...(hasViolations(kind) && { violatingBlocks: blocks - conformingBlocks }) };
  });
}
