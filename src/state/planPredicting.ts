import { ModelError } from '../modelError';
import { maxUnasked, mustAgree } from './agreement';
import { latestTask } from './latestTask';
import type { ChangePlanning, PlanPrediction } from './planningState';
import { clauseOf } from './problem';
import { planOf } from './statePlan';
import type { AppStore } from './store';
import { type OpenFile, targetChanges } from './targetChanges';

/**
 * Predicts what the plan does to the file.
 * @param openFile opens a rewritten model, to judge it
 */
export function planPredictingOn({ getState }: AppStore, change: ChangePlanning, openFile: OpenFile) {
  const predicting = latestTask();

  async function predict(): Promise<void> {
    const task = predicting.start();
    const { model, planning } = getState();
    if (!model || !planning) return;
    const say = (prediction: PlanPrediction) => task.isOn && change({ prediction });
    if (planning.changes.size === 0 || mustAgree(getState())) return void say({ phase: 'none' });
    say({ phase: 'loading', share: 0 });
    try {
      const plan = planOf(getState());
      const rewriting = await model.rewritingOf(plan, task.signal, (share) => say({ phase: 'loading', share }));
      say({ phase: 'ready', rewriting, targets: undefined });
      if (model.contents.byteLength > maxUnasked) return;
      const targets = await targetChanges(model, plan, rewriting.tensors, openFile, task.signal);
      say({ phase: 'ready', rewriting, targets });
    } catch (thrown) {
      if (!(thrown instanceof ModelError && thrown.code === 'cancelled'))
        say({ phase: 'failed', message: clauseOf(thrown) });
    }
    task.done();
  }

  return { predict, stop: predicting.stop };
}
