import type { Counts } from '../session/session';
import { isBlockPattern, type Pattern } from '../sparsity/pattern';
import type { TensorStatus } from '../sparsity/status';
import { shareByChance } from '../sparsity/structure';
import { judgedTensor, verdictOf } from '../sparsity/verdict';
import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
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

/** The status of a tensor; undefined until it is read. */
export function tensorStatus(
  tensor: WeightTensor,
  result: TensorResult | undefined,
  pattern: Pattern,
): TensorStatus | undefined {
  if (result?.phase === 'failed') return 'unreadable';
  return result?.phase === 'done' ? statusOfCounts(tensor, result.counts, pattern) : undefined;
}

// A smaller share of zeros occurs in any trained tensor.
const fewZeros = 0.01;
// Share of violating blocks, and its ratio to the share by chance, up to which a tensor was probably meant to conform.
const nearly = { share: 0.05, ofChance: 0.1 };

/** From the counts alone, which do not tell other structures: `structured` is only for block patterns. */
function statusOfCounts(tensor: WeightTensor, counts: Counts, pattern: Pattern): TensorStatus {
  const judged = judgedTensor(tensor, counts, pattern);
  const verdict = verdictOf(judged);
  if (verdict === 'trivial') return 'too-short';
  if (verdict === 'not-applicable') return 'not-applicable';
  if (verdict === 'conforms') return 'conforms';
  const density = counts.nonzeros / Math.max(1, elementCount(tensor));
  if (!isBlockPattern(pattern)) {
    const violating = 1 - counts.conformingBlocks / counts.blocks;
    const byChance = 1 - shareByChance(density, pattern);
    if (violating <= nearly.share && violating <= nearly.ofChance * byChance) return 'nearly';
  }
  if (1 - density < fewZeros) return 'dense';
  return (judged.shareOfZeros ?? 0) >= 0.9 ? 'structured' : 'unstructured';
}
