import { ModelError } from '../modelError';
import type { PruningGoal } from '../pruning/pruningGoal';
import { patternText } from '../sparsity/pattern';
import { isSameMatrix, type TensorMap } from '../views/tensorMap';
import { latestTask } from './latestTask';
import { pruningAllOn } from './pruningAll';
import type { PruningState } from './pruningState';
import type { AppState, AppStore, OpenModel } from './store';

const notRead = { phase: 'loading', share: 0 } as const;

/**
 * Predicts what pruning would do to the tensor on screen, also after another tensor or view was chosen. A threshold and pruning exclude each other,
 * so that the map shows one what-if at a time.
 */
export function pruningOn(store: AppStore, moveThreshold: (threshold: undefined) => Promise<void>) {
  const { getState, setState } = store;
  const reading = latestTask();
  /** What the prediction was read for, or is being read for. */
  let requested: { readonly tensorMap: TensorMap; readonly goal: PruningGoal } | undefined;
  const all = pruningAllOn(store);

  function pruneTo(goal: PruningGoal): void {
    const { model, pruning } = getState();
    if (!model) return;
    void moveThreshold(undefined);
    all.stop();
    const isKnown = pruning && pruning.prediction.phase !== 'failed' && goalText(pruning.goal) === goalText(goal);
    if (!isKnown) requested = undefined;
    const shown = isKnown ? pruning : { goal, prediction: notRead };
    setState({ pruning: { ...shown, tensors: undefined } });
  }

  function resetPruning(): void {
    all.stop();
    setState({ pruning: undefined });
  }

  async function read(model: OpenModel, tensorMap: TensorMap, goal: PruningGoal): Promise<void> {
    const task = reading.start();
    requested = { tensorMap, goal };
    const say = (prediction: PruningState['prediction']) => {
      if (task.isOn) setState(({ pruning }) => ({ pruning: pruning && { ...pruning, prediction } }));
    };
    say(notRead);
    try {
      const { tensor, view, summary } = tensorMap;
      const prediction = await model.prunedOf(tensor, goal, view, summary.pattern, task.signal, (share) =>
        say({ phase: 'loading', share }),
      );
      say({ phase: 'ready', tensorMap, prediction });
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      say({ phase: 'failed', message: thrown.message });
    }
    task.done();
  }

  function follow({ pruning, threshold, map, model }: AppState, before: AppState): void {
    const isOtherModel = model?.contents !== before.model?.contents;
    if (!pruning || isOtherModel || map.phase === 'loading') {
      reading.stop();
      requested = undefined;
    }
    if (!pruning) return;
    if (!model || isOtherModel || threshold !== undefined) resetPruning();
    // After a threshold, the map of exact zeros is still to come.
    else if (map.phase === 'ready' && !map.whatIf && !isRequested(map.tensorMap, pruning.goal))
      void read(model, map.tensorMap, pruning.goal);
  }

  function isRequested(tensorMap: TensorMap, goal: PruningGoal): boolean {
    return (
      requested?.goal === goal &&
      isSameMatrix(tensorMap, requested.tensorMap) &&
      patternText(tensorMap.summary.pattern) === patternText(requested.tensorMap.summary.pattern)
    );
  }

  store.subscribe(follow);

  return {
    pruneTo,
    resetPruning,
    /** Prunes all tensors of the model, and shows that of the tensor on screen. */
    pruneAll(goal: PruningGoal): Promise<void> {
      pruneTo(goal);
      return all.start(goal);
    },
    stopPruningAll: all.stop,
  };
}

function goalText(goal: PruningGoal): string {
  return 'pattern' in goal ? patternText(goal.pattern) : String(goal.sparsity);
}
