import { ModelError } from '../modelError';
import { isChangedByDefault, type TensorChange } from '../rewrite/defaultTensors';
import { badPlan, checkPlannedModel, type Plan, type Pruning, parsePlan } from '../rewrite/plan';
import { changeProblem } from '../rewrite/restrictions';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { Actions } from './actions';
import { latestTask } from './latestTask';
import type { PlanningState, PlanPrediction } from './planningState';
import { clauseOf } from './problem';
import type { AppState, AppStore, OpenModel } from './store';
import { type OpenFile, targetChanges } from './targetChanges';

/** Bytes of models whose plans are predicted without asking. */
const maxPredicted = 256 * 2 ** 20;

type WhatIf = Pick<Actions, 'pruneTo' | 'resetPruning' | 'moveThreshold'>;

export type Planning = ReturnType<typeof planningOn>;

/**
 * The mode "Prune": changes the plan, predicts what it does to the file, and shows its what-if on the map.
 * @param openFile opens a rewritten model, to judge it
 */
export function planningOn(store: AppStore, whatIf: WhatIf, openFile: OpenFile) {
  const { getState, setState } = store;
  const restricting = latestTask();
  const predicting = latestTask();
  const loading = latestTask();
  /** The what-if on the map. */
  let shown = '';

  function change(part: Partial<PlanningState>): void {
    setState(({ planning }) => ({ planning: planning && { ...planning, ...part } }));
  }

  function setChanges(changed: Iterable<readonly [string, TensorChange]>): void {
    const { planning } = getState();
    if (!planning) return;
    const changes = new Map(planning.changes);
    for (const [key, { prune, encoding }] of changed) {
      if ((!prune || prune.kind === 'keep') && encoding === undefined) changes.delete(key);
      else changes.set(key, { ...(prune && { prune }), ...(encoding && { encoding }) });
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
      if (model.contents.byteLength > maxPredicted) return;
      const targets = await targetChanges(model, plan, rewriting.tensors, openFile, task.signal);
      say({ phase: 'ready', rewriting, targets });
    } catch (thrown) {
      if (!(thrown instanceof ModelError && thrown.code === 'cancelled'))
        say({ phase: 'failed', message: clauseOf(thrown) });
    }
    task.done();
  }

  /** SHA-256 of the open model; undefined if the reader must agree before all of it is read. */
  async function hashHere(signal: AbortSignal): Promise<string | undefined> {
    const { model, hash } = getState();
    if (hash?.phase === 'done') return hash.sha256;
    return model && !mustAgree(getState()) ? model.sha256Of(signal, () => {}) : undefined;
  }

  /** The map shows what the plan does to the tensor on screen. */
  function showWhatIf({ planning, selected, model }: AppState): void {
    const prune = planning?.isOpen ? planning.changes.get(selected ?? '')?.prune : undefined;
    const next = prune && prune.kind !== 'keep' ? `${model?.id} ${selected} ${JSON.stringify(prune)}` : '';
    if (next === shown) return;
    const hadOne = shown !== '';
    shown = next;
    if (prune && prune.kind !== 'keep') startWhatIf(whatIf, prune);
    else if (hadOne) stopWhatIf(whatIf, getState());
  }

  function follow(state: AppState, before: Partial<AppState>): void {
    if (state.model?.contents !== before.model?.contents && before.model) {
      restricting.stop();
      predicting.stop();
      loading.stop();
      shown = '';
      if (state.planning) {
        setState({ planning: undefined });
        return;
      }
    }
    const { planning, model } = state;
    const wasOpen = before.planning?.isOpen === true;
    if (planning?.isOpen && model && !planning.restrictions && !wasOpen) void readRestrictions(model);
    const isChanged =
      planning?.changes !== before.planning?.changes || planning?.isAgreed !== before.planning?.isAgreed;
    if (planning && isChanged) void predict();
    showWhatIf(state);
  }

  store.subscribe(follow);
  follow(getState(), {});

  return {
    setRule: (rule: TensorChange) => change({ rule }),
    setChange: (tensor: WeightTensor, changed: TensorChange) => setChanges([[tensorKey(tensor), changed]]),
    /** Applies a change to all tensors that it changes by default, as the command does. */
    changeAll(changed: TensorChange): void {
      const { model } = getState();
      const chosen = model?.contents.tensors.filter(
        (tensor) =>
          isChangedByDefault(tensor, changed) && !problemOf(getState().planning?.restrictions, tensor, changed),
      );
      setChanges(chosen?.map((tensor) => [tensorKey(tensor), changed] as const) ?? []);
    },
    /** Applies a change to some tensors and keeps all others. */
    changeOnly(tensors: readonly WeightTensor[], changed: TensorChange): void {
      change({ changes: new Map(tensors.map((tensor) => [tensorKey(tensor), changed])) });
    },
    keepAll: () => change({ changes: new Map() }),
    agree: () => change({ isAgreed: true }),
    stopPredicting(): void {
      predicting.stop();
      change({ prediction: { phase: 'none' } });
    },
    predict,
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
    /** The plan as a file that `prunescope prune --plan` reads. @throws ModelError `cancelled` */
    async savedPlan(): Promise<string> {
      const sha256 = await hashHere(loading.start().signal);
      return `${JSON.stringify(planOf(getState(), sha256), null, 2)}\n`;
    },
  };
}

function startWhatIf({ pruneTo, moveThreshold }: WhatIf, prune: Exclude<Pruning, { kind: 'keep' }>): void {
  if (prune.kind === 'threshold') void moveThreshold(prune.threshold);
  else pruneTo(prune.kind === 'pattern' ? { pattern: { zeros: prune.zeros, of: prune.of } } : prune);
}

function stopWhatIf({ resetPruning, moveThreshold }: WhatIf, { threshold }: AppState): void {
  resetPruning();
  if (threshold !== undefined) void moveThreshold(undefined);
}

/** Whether the reader must agree before all of the model is read: it is large, or its rest was not downloaded. */
export function mustAgree({ model, planning }: Pick<AppState, 'model' | 'planning'>): boolean {
  return !planning?.isAgreed && model !== undefined && (model.unread || model.contents.byteLength > maxPredicted);
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

/** The plan as the command reads it. @param sha256 of the model, if it is known */
export function planOf({ model, planning }: Pick<AppState, 'model' | 'planning'>, sha256?: string): Plan {
  const { name, byteLength, tensors } = model!.contents;
  return {
    planVersion: 1,
    model: { name, bytes: byteLength, ...(sha256 !== undefined && { sha256 }) },
    tensors: tensors.flatMap((tensor) => {
      const changed = planning?.changes.get(tensorKey(tensor));
      return changed ? [placed(tensor, changed)] : [];
    }),
  };
}

/** A plan that changes one tensor. */
export function planOfTensor(tensor: WeightTensor, changed: TensorChange): Plan {
  return { planVersion: 1, tensors: [placed(tensor, changed)] };
}

function placed({ subgraph, tensor, name }: WeightTensor, changed: TensorChange): Plan['tensors'][number] {
  return { subgraph, tensor, name, ...changed };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badPlan('this is not JSON; expected a plan. Choose a file that Prunescope or prunescope wrote.');
  }
}

function changesIn(plan: Plan, { contents }: OpenModel, sha256: string | undefined): Map<string, TensorChange> {
  checkPlannedModel(contents.byteLength, plan, sha256);
  const known = new Map(contents.tensors.map((tensor) => [tensorKey(tensor), tensor]));
  const changes = new Map<string, TensorChange>();
  for (const planned of plan.tensors) {
    const { prune, encoding, name } = planned;
    const key = tensorKey(planned);
    if ((!prune || prune.kind === 'keep') && encoding === undefined) continue;
    const tensor = known.get(key);
    if (!tensor || (name !== undefined && name !== tensor.name))
      throw badPlan(
        `the plan lists tensor ${key}${name ? ` (${name})` : ''}, which this model does not have: it is for another model. Make a plan for this model.`,
      );
    changes.set(key, { ...(prune && { prune }), ...(encoding && { encoding }) });
  }
  return changes;
}
