import { isBlockPattern } from '../sparsity/pattern';
import { trivialBecause } from '../sparsity/trivial';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { AppState } from './store';

/**
 * Whether a tensor breaks a pattern that is required: the command `check` would exit 1 for it. As in `check`, tensors of CONV_2D and
 * FULLY_CONNECTED are required to conform, if the pattern applies to them. Patterns of all-zero blocks have no violations.
 */
export function breaksRequirement(
  tensor: WeightTensor,
  { required, results, pattern }: Pick<AppState, 'required' | 'results' | 'pattern'>,
): boolean {
  if (!required || isBlockPattern(pattern)) return false;
  if (!tensor.operators.some(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED')) return false;
  const result = results.get(tensorKey(tensor));
  if (result?.phase !== 'done' || trivialBecause(tensor, pattern)) return false;
  return result.counts.conformingBlocks < result.counts.blocks;
}
