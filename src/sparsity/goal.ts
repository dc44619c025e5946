import { hasPatternOperator, type WeightTensor } from '../tflite/weights/weightTensor';
import { type Pattern, twoOfFour } from './pattern';
import type { ReadTensor } from './status';
import type { TargetName, TargetVerdict } from './targetResult';
import { trivialBecause } from './trivial';
import { breaksRequiredPattern } from './violationMark';

/** What weights are pruned for: the pattern, a share of zeros, or a target. */
export type Goal =
  | { readonly kind: 'pattern' }
  /** `least`: share of zeros, above 0 and up to 1. */
  | { readonly kind: 'sparsity'; readonly least: number }
  | { readonly kind: 'target'; readonly target: TargetName };

export const patternGoal: Goal = { kind: 'pattern' };

const eightOfSixteen: Pattern = { zeros: 8, of: 16 };

const targetPatterns: Partial<Readonly<Record<TargetName, Pattern>>> = {
  'ethos-u85': twoOfFour,
  'nvidia-2of4': twoOfFour,
  'vitis-ai': eightOfSixteen,
};

/** The pattern that a target requires; undefined for a target that can use other zeros too. */
export function patternOfTarget(target: TargetName): Pattern | undefined {
  return targetPatterns[target];
}

/**
 * Whether a tensor does not reach a goal that is required. As in `check` with `--min-sparsity` or `--target`, tensors of CONV_2D and
 * FULLY_CONNECTED are required to, if a pattern of 2 of 4 applies to them.
 * @param verdict on the target of the goal; undefined: not known yet, which is no failure
 */
export function missesGoal(
  tensor: WeightTensor,
  goal: Goal,
  pattern: Pattern,
  counts: ReadTensor['counts'],
  verdict: TargetVerdict | undefined,
): boolean {
  if (goal.kind === 'pattern') return breaksRequiredPattern(tensor, pattern, counts);
  if (!hasPatternOperator(tensor)) return false;
  if (trivialBecause(tensor, twoOfFour) !== undefined) return false;
  if (goal.kind === 'target') return verdict !== undefined && verdict !== 'eligible';
  const elements = tensor.rowCount * tensor.columnCount;
  return elements > 0 && (elements - counts.nonzeros) / elements < goal.least;
}
