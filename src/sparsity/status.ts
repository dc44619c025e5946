import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import { rowShareByChance } from './chance';
import { isBlockPattern, type Pattern, type ZerosPattern } from './pattern';
import { fewZeros, nearlyAll, type Structure } from './structure';
import { conforms, type SummaryCounts } from './summary';
import { trivialBecause } from './trivial';
import { zeroBlockFigures } from './verdict';

/**
 * What the zeros of a tensor are, relative to a pattern. The first that fits:
 * - `unreadable`: its data cannot be read.
 * - `too-short`: no block can break the pattern, or, for a block pattern, no block fits into the weight matrix.
 * - `not-applicable`: the last dimension is not the input channels.
 * - `conforms`: no block breaks the pattern. Not for block patterns, which no block can break.
 * - `nearly`: few blocks break it, see isNearly. Not for block patterns.
 * - `dense`: under 1 % zeros, or as many as rounding leaves. Rounding does not explain the zeros of a tensor with a structure.
 * - `structured`: another structure holds: all-zero rows, columns, filters or blocks, or another pattern that chance does not explain. For a block
 *   pattern, at least 90 % of the zeros are in its all-zero blocks.
 * - `unstructured`: the rest.
 */
export type TensorStatus =
  | 'unreadable'
  | 'too-short'
  | 'not-applicable'
  | 'conforms'
  | 'nearly'
  | 'dense'
  | 'structured'
  | 'unstructured';

/** The status of a tensor that could be read. */
export type ReadableStatus = Exclude<TensorStatus, 'unreadable'>;

/** What is known of a tensor that could be read. */
export type ReadTensor = {
  readonly counts: SummaryCounts;
  readonly structure: Pick<Structure, 'kind' | 'fromRounding'>;
};

// Of all blocks, and of the blocks that would break the pattern by chance.
const maxShareOfBlocks = 0.05;
const maxShareOfChance = 0.1;

const structuredKinds: ReadonlySet<Structure['kind']> = new Set([
  'pattern',
  'zero-rows',
  'zero-columns',
  'zero-filters',
  'zero-blocks',
]);

/** The status of a tensor that could be read. */
export function statusOf(tensor: WeightTensor, pattern: Pattern, { counts, structure }: ReadTensor): ReadableStatus {
  const known = statusFromCounts(tensor, pattern, counts);
  if (known) return known;
  const isStructured = isBlockPattern(pattern)
    ? (zeroBlockFigures(tensor, counts).shareOfZeros ?? 0) >= nearlyAll
    : structuredKinds.has(structure.kind);
  if (structure.fromRounding && !isStructured) return 'dense';
  return isStructured ? 'structured' : 'unstructured';
}

/** The status, if it does not depend on the structure of the zeros; otherwise undefined. */
export function statusFromCounts(
  tensor: WeightTensor,
  pattern: Pattern,
  counts: ReadTensor['counts'],
): ReadableStatus | undefined {
  if (isBlockPattern(pattern)) {
    const { block } = pattern;
    if (tensor.rowCount < block.rows || tensor.columnCount < block.columns) return 'too-short';
  } else {
    const reason = trivialBecause(tensor, pattern);
    if (reason) return reason === 'short-rows' ? 'too-short' : 'not-applicable';
    if (conforms(counts)) return 'conforms';
    if (isNearly(tensor, counts, pattern)) return 'nearly';
  }
  // A quotient of integers is rounded like the decimal number it is compared with, so equal shares are equal.
  const sparsity = (elementCount(tensor) - counts.nonzeros) / elementCount(tensor);
  return sparsity < fewZeros ? 'dense' : undefined;
}

/** Whether at most 5 % of the blocks break a pattern, and at most a tenth of those that would break it if the zeros were placed at random. */
function isNearly(
  tensor: WeightTensor,
  { nonzeros, blocks, conformingBlocks }: ReadTensor['counts'],
  pattern: ZerosPattern,
): boolean {
  const violating = blocks - conformingBlocks;
  const byChance = blocks * (1 - rowShareByChance(tensor.columnCount, nonzeros / elementCount(tensor), pattern));
  return violating / blocks <= maxShareOfBlocks && violating <= maxShareOfChance * byChance;
}
