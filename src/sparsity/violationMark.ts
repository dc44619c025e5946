import { hasPatternOperator, type WeightTensor } from '../tflite/weights/weightTensor';
import { isBlockPattern, type Pattern } from './pattern';
import { type ReadTensor, statusFromCounts, type TensorStatus } from './status';
import { conforms, type Summary } from './summary';
import { trivialBecause } from './trivial';

/** Why the violating blocks of a tensor are marked: it nearly conforms, or it must conform and does not. */
export type ViolationMark = 'nearly' | 'required';

/**
 * How the violating blocks of a tensor are marked; undefined: not at all. In a tensor that was not pruned for the pattern, blocks that break it
 * are no mistakes.
 * @param isRequired whether the tensor must conform and does not
 */
export function marksViolations(status: TensorStatus | undefined, isRequired: boolean): ViolationMark | undefined {
  if (isRequired) return 'required';
  return status === 'nearly' ? 'nearly' : undefined;
}

/** How the violating blocks of a counted tensor are marked. Counts decide: the structure of the zeros makes no difference. */
export function violationMark(
  tensor: WeightTensor,
  pattern: Pattern,
  counts: ReadTensor['counts'],
  required: boolean,
): ViolationMark | undefined {
  const isRequired = required && breaksRequiredPattern(tensor, pattern, counts);
  return marksViolations(statusFromCounts(tensor, pattern, counts), isRequired);
}

/**
 * Whether a tensor breaks a pattern that is required: the command `check` would exit 1 for it. As in `check`, tensors of CONV_2D and
 * FULLY_CONNECTED are required to conform, if the pattern applies to them. Patterns of all-zero blocks have no violations.
 */
export function breaksRequiredPattern(
  tensor: WeightTensor,
  pattern: Pattern,
  counts: Pick<Summary, 'blocks' | 'conformingBlocks'>,
): boolean {
  if (isBlockPattern(pattern) || conforms(counts)) return false;
  if (!hasPatternOperator(tensor)) return false;
  return trivialBecause(tensor, pattern) === undefined;
}
