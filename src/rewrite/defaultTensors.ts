import { trivialBecause } from '../sparsity/trivial';
import { hasPatternOperator, type WeightTensor } from '../tflite/weights/weightTensor';
import type { PlannedTensor } from './plan';
import { encodingProblem } from './tensorEncoding';

/** What is done to a tensor, without its place. */
export type TensorChange = Pick<PlannedTensor, 'prune' | 'encoding'>;

/** Whether a change of the complete model changes this tensor: the weights of CONV_2D and FULLY_CONNECTED that can be changed in this way. */
export function isChangedByDefault(tensor: WeightTensor, { prune, encoding }: TensorChange): boolean {
  if (!hasPatternOperator(tensor)) return false;
  if (encoding && encodingProblem(tensor, encoding) !== undefined) return false;
  if (prune?.kind === 'pattern' && trivialBecause(tensor, prune) !== undefined) return false;
  return encoding !== undefined || tensor.encoding === 'dense';
}
