import { badPlan, parsePlan } from '../rewrite/plan';
import { mustAgree } from './agreement';
import { latestTask } from './latestTask';
import type { ChangePlanning } from './planningState';
import { changesIn, planOf } from './statePlan';
import type { AppStore } from './store';

/** Plans as files that `prunescope prune --plan` reads. */
export function planFilesOn({ getState }: AppStore, change: ChangePlanning) {
  const loading = latestTask();

  /** SHA-256 of the open model; undefined if the reader must agree before all of it is read. */
  async function hashHere(signal: AbortSignal): Promise<string | undefined> {
    const { model, hash } = getState();
    if (hash?.phase === 'done') return hash.sha256;
    return model && !mustAgree(getState()) ? model.sha256Of(signal, () => {}) : undefined;
  }

  return {
    /**
     * The model is identified by the SHA-256 of the plan, if that needs no agreement to read all of it, else by its size and tensors.
     * @param text of a file @throws ModelError `bad-plan` if it is no plan, or one for another model, `cancelled`
     */
    async loadPlan(text: string): Promise<void> {
      const { model } = getState();
      if (!model) return;
      const task = loading.start();
      const plan = parsePlan(jsonIn(text));
      const sha256 = plan.model?.sha256 === undefined ? undefined : await hashHere(task.signal);
      if (task.isOn && getState().model?.contents === model.contents)
        change({ changes: changesIn(plan, model, sha256) });
      task.done();
    },
    /** The plan as the text of a file. @throws ModelError `cancelled` */
    async savedPlan(): Promise<string> {
      const sha256 = await hashHere(loading.start().signal);
      return `${JSON.stringify(planOf(getState(), sha256), null, 2)}\n`;
    },
    stop: loading.stop,
  };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badPlan('this is not JSON; expected a plan. Choose a file that Prunescope or prunescope wrote.');
  }
}
