import { breaksRequiredPattern, type ViolationMark, violationMark } from '../sparsity/violationMark';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { AppState } from './store';

type Judged = Pick<AppState, 'required' | 'results' | 'pattern'>;

/** Whether a tensor breaks a pattern that is required. */
export function breaksRequirement(tensor: WeightTensor, { required, results, pattern }: Judged): boolean {
  const result = results.get(tensorKey(tensor));
  return required && result?.phase === 'done' && breaksRequiredPattern(tensor, pattern, result.counts);
}

/** How the violating blocks of a tensor are marked in the list and in the atlas; undefined: not at all, or not counted yet. */
export function tensorMark(tensor: WeightTensor, { required, results, pattern }: Judged): ViolationMark | undefined {
  const result = results.get(tensorKey(tensor));
  return result?.phase === 'done' ? violationMark(tensor, pattern, result.counts, required) : undefined;
}

/** How the violating blocks of the map are marked. A threshold changes the counts of the map, not those of the list. */
export function mapMark({ map, required }: Pick<AppState, 'map' | 'required'>): ViolationMark | undefined {
  if (map.phase !== 'ready') return undefined;
  const { tensor, summary } = map.tensorMap;
  return violationMark(tensor, summary.pattern, summary, required);
}
