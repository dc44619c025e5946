import { missesGoal, patternOfTarget } from '../sparsity/goal';
import { patternText } from '../sparsity/pattern';
import type { TargetVerdict } from '../sparsity/targetResult';
import { type ViolationMark, violationMark } from '../sparsity/violationMark';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { AppState } from './store';

type Judged = Pick<AppState, 'required' | 'results' | 'pattern' | 'goal' | 'worths'>;

/** Whether a tensor does not reach a goal that is required: `check` would exit 1 for it. */
export function breaksRequirement(tensor: WeightTensor, state: Judged): boolean {
  const { required, results, pattern, goal } = state;
  if (!required) return false;
  const key = tensorKey(tensor);
  const result = results.get(key);
  if (result?.phase !== 'done') return false;
  return missesGoal(tensor, goal, pattern, result.counts, targetVerdict(key, state));
}

/** The verdict on the target of the goal; undefined without one, and until it is final. */
function targetVerdict(key: string, { goal, worths }: Pick<Judged, 'goal' | 'worths'>): TargetVerdict | undefined {
  const result = worths.get(key);
  if (goal.kind !== 'target' || result?.phase !== 'done') return undefined;
  const { targets, isProvisional } = result.worth;
  const verdict = targets.find(({ target }) => target === goal.target)?.verdict;
  return isProvisional && verdict === 'unknown' ? undefined : verdict;
}

/** Whether tensors are required to follow the pattern. Otherwise, blocks that break it are no mistakes. */
export function requiresPattern({ required, goal, pattern }: Pick<Judged, 'required' | 'goal' | 'pattern'>): boolean {
  if (!required || goal.kind === 'sparsity') return false;
  if (goal.kind === 'pattern') return true;
  const ofTarget = patternOfTarget(goal.target);
  return ofTarget !== undefined && patternText(ofTarget) === patternText(pattern);
}

/** How the violating blocks of a tensor are marked in the list and in the atlas; undefined: not at all, or not counted yet. */
export function tensorMark(
  tensor: WeightTensor,
  state: Pick<Judged, 'required' | 'results' | 'pattern' | 'goal'>,
): ViolationMark | undefined {
  const { results, pattern } = state;
  const result = results.get(tensorKey(tensor));
  return result?.phase === 'done' ? violationMark(tensor, pattern, result.counts, requiresPattern(state)) : undefined;
}

/** How the violating blocks of the map are marked. A threshold changes the counts of the map, not those of the list. */
export function mapMark(state: Pick<AppState, 'map' | 'required' | 'goal' | 'pattern'>): ViolationMark | undefined {
  const { map } = state;
  if (map.phase !== 'ready') return undefined;
  const { tensor, summary } = map.tensorMap;
  return violationMark(tensor, summary.pattern, summary, requiresPattern(state));
}
