import { isChangedByDefault, type TensorChange } from '../rewrite/defaultTensors';
import { changeProblem } from '../rewrite/restrictions';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { latestTask } from './latestTask';
import { planFilesOn } from './planFiles';
import type { ChangePlanning, PlanningState } from './planningState';
import { planPredictingOn } from './planPredicting';
import { planWhatIfOn, type WhatIf } from './planWhatIf';
import { clauseOf } from './problem';
import { actualChange } from './statePlan';
import type { AppState, AppStore, OpenModel } from './store';
import type { OpenFile } from './targetChanges';

export type Planning = ReturnType<typeof planningOn>;

/**
 * The mode "Prune": changes the plan, predicts what it does to the file, and shows its what-if on the map.
 * @param openFile opens a rewritten model, to judge it
 */
export function planningOn(store: AppStore, whatIf: WhatIf, openFile: OpenFile) {
  const { getState, setState } = store;
  const change: ChangePlanning = (part) =>
    setState(({ planning }) => ({ planning: planning && { ...planning, ...part } }));
  const restricting = latestTask();
  const predicting = planPredictingOn(store, change, openFile);
  const files = planFilesOn(store, change);
  const map = planWhatIfOn(whatIf);

  function setChanges(changed: Iterable<readonly [string, TensorChange]>): void {
    const { planning } = getState();
    if (!planning) return;
    const changes = new Map(planning.changes);
    for (const [key, one] of changed) {
      const actual = actualChange(one);
      if (actual) changes.set(key, actual);
      else changes.delete(key);
    }
    change({ changes });
  }

  async function readRestrictions(model: OpenModel): Promise<void> {
    const task = restricting.start();
    try {
      const restrictions = await model.restrictionsOf(task.signal);
      if (task.isOn) change({ restrictions });
    } catch (thrown) {
      if (task.isOn) change({ prediction: { phase: 'failed', message: clauseOf(thrown) } });
    }
    task.done();
  }

  /** Ends what is done for the model before. */
  function stopAll(): void {
    restricting.stop();
    predicting.stop();
    files.stop();
    map.forget();
  }

  function follow(state: AppState, before: Partial<AppState>): void {
    const { planning, model } = state;
    const isOtherModel = before.model !== undefined && model?.contents !== before.model.contents;
    if (isOtherModel) stopAll();
    if (isOtherModel && planning) {
      setState({ planning: undefined });
      return;
    }
    const wasOpen = before.planning?.isOpen === true;
    if (planning?.isOpen && model && !planning.restrictions && !wasOpen) void readRestrictions(model);
    const isChanged =
      planning?.changes !== before.planning?.changes || planning?.isAgreed !== before.planning?.isAgreed;
    if (planning && isChanged) void predicting.predict();
    map.show(getState());
  }

  store.subscribe(follow);
  follow(getState(), {});

  return {
    setRule: (rule: TensorChange) => change({ rule }),
    setChange: (tensor: WeightTensor, changed: TensorChange) => setChanges([[tensorKey(tensor), changed]]),
    /** Applies a change to all tensors that it changes by default, as the command does. */
    changeAll(changed: TensorChange): void {
      const { model, planning } = getState();
      const chosen = model?.contents.tensors.filter(
        (tensor) => isChangedByDefault(tensor, changed) && !problemOf(planning?.restrictions, tensor, changed),
      );
      setChanges(chosen?.map((tensor) => [tensorKey(tensor), changed] as const) ?? []);
    },
    /** Applies a change to some tensors and keeps all others. */
    changeOnly(tensors: readonly WeightTensor[], changed: TensorChange): void {
      change({ changes: new Map(tensors.map((tensor) => [tensorKey(tensor), changed])) });
    },
    keepAll: () => change({ changes: new Map() }),
    agree: () => change({ isAgreed: true }),
    predict: predicting.predict,
    stopPredicting(): void {
      predicting.stop();
      change({ prediction: { phase: 'none' } });
    },
    loadPlan: files.loadPlan,
    savedPlan: files.savedPlan,
  };
}

/** Why a tensor of the open model cannot be changed in this way; undefined if it can, or that is not known yet. */
export function problemOf(
  restrictions: PlanningState['restrictions'],
  tensor: WeightTensor,
  changed: TensorChange,
): string | undefined {
  const own = restrictions?.get(tensorKey(tensor));
  return own && changeProblem(own, changed);
}
