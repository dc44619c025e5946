import { elementCount, tensorKey } from '../tflite/weights/weightTensor';
import { latestTask } from './latestTask';
import { resultOf, setResults } from './results';
import type { AppStore, TensorResult } from './store';
import { updateInterval } from './updateInterval';

// Failures in a row that can pass, after which the rest is left for later: a server that is busy must not get a request for each tensor.
const maxPassing = 3;

/**
 * Counts the zeros of the tensors that are not read yet.
 * @param drawn the latest map of the tensor on screen; counting starts after it
 */
export function countingOn(store: AppStore, drawn: () => Promise<void>) {
  const { getState, setState } = store;
  const counting = latestTask();

  /** Counts all tensors with phase `waiting`, the largest last. Two are in progress at a time: one is read while one is computed. */
  async function countAll(): Promise<void> {
    const task = counting.start();
    await untilDrawn();
    const { model, pattern, results } = getState();
    if (!model || !task.isOn) return;
    const waiting = model.contents.tensors
      .filter((tensor) => results.get(tensorKey(tensor))?.phase === 'waiting')
      .sort((a, b) => elementCount(a) - elementCount(b));
    setState({ model: { ...model, unread: false }, counting: { done: 0, total: waiting.length } });
    const interval = updateInterval(model.contents.tensors.length);
    const finished = new Map<string, TensorResult>();
    let updatedAt = performance.now();
    let done = 0;
    let passing = 0;
    const left = waiting.values();
    async function countNext(): Promise<void> {
      for (const tensor of left) {
        const result = await resultOf(model!.countsOf(tensor, { pattern }, task.signal));
        if (!task.isOn) return;
        finished.set(tensorKey(tensor), result);
        done++;
        passing = result.phase === 'failed' && result.mayPass ? passing + 1 : 0;
        if (passing >= maxPassing) {
          setResults(store, finished);
          return stopCounting();
        }
        if (performance.now() - updatedAt < interval) continue;
        setResults(store, finished);
        setState({ counting: { done, total: waiting.length } });
        finished.clear();
        updatedAt = performance.now();
      }
    }
    await Promise.all([countNext(), countNext()]);
    if (!task.isOn) return;
    setResults(store, finished);
    setState({ counting: undefined });
  }

  /** Another map can start while this waits for one. */
  async function untilDrawn(): Promise<void> {
    for (let latest: unknown; latest !== drawn(); ) {
      latest = drawn();
      await latest;
    }
  }

  /** Stops counting. `countAll` continues with the tensors that are left. */
  function stopCounting(): void {
    counting.stop();
    setState(({ model }) => ({ counting: undefined, model: model && { ...model, unread: true } }));
  }

  return {
    countAll,
    stopCounting,
    /** Cancels the work in progress; the state keeps saying that tensors are counted. */
    pause: counting.stop,
    /** Continues after `pause`, unless counting was stopped. */
    resume(): void {
      if (getState().counting) void countAll();
    },
  };
}
