import type { Pattern } from '../sparsity/pattern';
import { statusFromCounts, type TensorStatus } from '../sparsity/status';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { TensorResult } from './store';

/** All statuses, in the order in which lists show them. */
export const tensorStatuses: readonly TensorStatus[] = [
  'unreadable',
  'conforms',
  'nearly',
  'structured',
  'unstructured',
  'dense',
  'not-applicable',
  'too-short',
];

/**
 * The status of a tensor; undefined until it is known. The counts of a preview and those above a threshold have no structure, so only some
 * statuses are known for them.
 */
export function tensorStatus(
  tensor: WeightTensor,
  result: TensorResult | undefined,
  pattern: Pattern,
): TensorStatus | undefined {
  if (result?.phase === 'failed') return 'unreadable';
  if (result?.phase !== 'done') return undefined;
  return result.counts.status ?? statusFromCounts(tensor, pattern, result.counts);
}
