import type { Plan } from '../rewrite/plan';
import type { RewrittenTensor } from '../rewrite/rewriting';
import type { SessionModel } from '../session/session';
import { type TargetName, type TargetResult, targetNames } from '../sparsity/targetResult';
import { tensorKey } from '../tflite/weights/weightTensor';
import type { TargetChange } from './planningState';

/** Opens a file beside the open model. The caller closes it. @throws ModelError */
export type OpenFile = (file: File, signal: AbortSignal) => Promise<SessionModel>;

/**
 * Judges the tensors that a plan changes, in the model and in what the plan makes of it.
 * @throws ModelError
 */
export async function targetChanges(
  model: SessionModel,
  plan: Plan,
  changed: readonly RewrittenTensor[],
  openFile: OpenFile,
  signal: AbortSignal,
): Promise<TargetChange[]> {
  const content = await model.rewrittenFile(plan, signal, () => {});
  const rewritten = await openFile(new File([content], model.contents.name), signal);
  try {
    const keys = new Set(changed.map(tensorKey));
    const before = await eligibleIn(model, keys, signal);
    const after = await eligibleIn(rewritten, keys, signal);
    return targetNames.map((target) => ({
      target,
      before: before.get(target) ?? 0,
      after: after.get(target) ?? 0,
      of: changed.length,
    }));
  } finally {
    rewritten.close();
  }
}

/** Numbers of eligible tensors by target. */
async function eligibleIn(
  model: SessionModel,
  keys: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Map<TargetName, number>> {
  const tensors = model.contents.tensors.filter((tensor) => keys.has(tensorKey(tensor)));
  // Some targets judge groups of operators by the counts of all their tensors.
  for (const tensor of tensors) await model.worthOf(tensor, signal);
  const found = new Map<TargetName, number>();
  const add = ({ target, verdict }: TargetResult) =>
    void (verdict === 'eligible' && found.set(target, (found.get(target) ?? 0) + 1));
  for (const tensor of tensors) (await model.worthOf(tensor, signal)).targets.forEach(add);
  return found;
}
