import { tensorKey } from '../tflite/weights/weightTensor';
import { comparedResultOf, setComparedResult, updateComparison } from './comparedResults';
import { isCompared } from './comparison';
import { latestTask } from './latestTask';
import type { AppStore } from './store';

/**
 * Compares the pairs that are not compared yet.
 * @param drawn the latest compared map; counting starts after it
 */
export function comparedCountsOn(store: AppStore, drawn: () => Promise<void>) {
  const { getState } = store;
  const counting = latestTask();

  /** Compares all pairs; of a comparison that is `unread`, the pair on screen only. */
  async function countPairs(): Promise<void> {
    const task = counting.start();
    await drawn();
    const { comparison, model, pattern, selected } = getState();
    if (!task.isOn || !comparison || !model) return;
    for (const pair of comparison.pairing.pairs) {
      const key = tensorKey(pair.before);
      const isRequested = !comparison.unread || key === selected;
      if (!isRequested || isCompared(comparison.results.get(key), pattern)) continue;
      const result = await comparedResultOf(model.comparedCounts(comparison.model.id, pair, pattern, task.signal));
      if (!task.isOn) return;
      setComparedResult(store, key, result);
    }
  }

  /** Compares the pairs of a large model too, which are read on request. */
  async function compareAll(): Promise<void> {
    updateComparison(store, () => ({ unread: false }));
    await countPairs();
  }

  /** Stops comparing pairs. `compareAll` continues with those that are left. */
  function stopComparingAll(): void {
    counting.stop();
    updateComparison(store, () => ({ unread: true }));
  }

  return { countPairs, compareAll, stopComparingAll, pause: counting.stop };
}
