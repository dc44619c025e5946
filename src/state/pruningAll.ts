import type { Energy } from '../pruning/prunedTensor';
import type { PruningGoal } from '../pruning/pruningGoal';
import { trivialBecause } from '../sparsity/trivial';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { latestTask } from './latestTask';
import { clauseOf } from './problem';
import type { PrunedTensors } from './pruningState';
import type { AppStore } from './store';

// Small tensors take less than a millisecond each: the table is updated in intervals, ms.
const updateInterval = 100;

/** Finds the energy that each tensor of the model would keep. */
export function pruningAllOn({ getState, setState }: AppStore) {
  const running = latestTask();

  /** @param goal that of the state @returns when all tensors are pruned, or it is stopped */
  async function start(goal: PruningGoal): Promise<void> {
    const task = running.start();
    const { model } = getState();
    if (!model) return;
    const tensors = model.contents.tensors.filter((tensor) => isPruned(tensor, goal));
    const results = new Map<string, Energy | string>();
    let updatedAt = performance.now();
    const say = (isRunning: boolean) => setTensors({ total: tensors.length, isRunning, results: new Map(results) });
    say(true);
    for (const tensor of tensors) {
      const result = await model.prunedEnergyOf(tensor, goal, task.signal).catch(clauseOf);
      if (!task.isOn) return;
      results.set(tensorKey(tensor), result);
      if (performance.now() - updatedAt < updateInterval) continue;
      say(true);
      updatedAt = performance.now();
    }
    task.done();
    say(false);
  }

  /** The tensors so far stay. */
  function stop(): void {
    running.stop();
    const tensors = getState().pruning?.tensors;
    if (tensors?.isRunning) setTensors({ ...tensors, isRunning: false });
  }

  function setTensors(tensors: PrunedTensors): void {
    setState(({ pruning }) => ({ pruning: pruning && { ...pruning, tensors } }));
  }

  return { start, stop };
}

/** A pattern is for tensors that can break it. */
function isPruned(tensor: WeightTensor, goal: PruningGoal): boolean {
  return 'sparsity' in goal || trivialBecause(tensor, goal.pattern) === undefined;
}
