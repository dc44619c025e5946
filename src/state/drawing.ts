import { ModelError, sentenceOf } from '../modelError';
import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { latestTask } from './latestTask';
import { mapReading } from './mapReading';
import { clauseOf } from './problem';
import { resultOf, setResults } from './results';
import { type AppState, type AppStore, type OpenModel, selectedTensor } from './store';

/** What can help after a map failed. */
type Again = Extract<AppState['map'], { phase: 'failed' }>['again'];

export type DrawOptions = {
  /** Whether the map on screen stays until the next is ready, without progress. Tensors that take seconds show progress anyway. */
  readonly keepsMap?: boolean;
};

// Weights. Larger tensors can take seconds.
const maxWithoutProgress = 2 ** 24;

/** Reads the map of the selected tensor. A new map cancels the one before. */
export function drawingOn(store: AppStore) {
  const { getState, setState } = store;
  const drawing = latestTask();
  const exactCounting = latestTask();
  const maps = mapReading(store);

  /** @returns whether the map is ready or failed; false if another one replaced it, or no tensor is selected */
  async function draw({ keepsMap = false }: DrawOptions = {}): Promise<boolean> {
    exactCounting.stop();
    const task = drawing.start();
    const state = getState();
    const { model } = state;
    const tensor = selectedTensor(state);
    if (!model || !tensor) return false;
    const key = tensorKey(tensor);
    const isQuiet = keepsMap && state.map.phase === 'ready' && elementCount(tensor) <= maxWithoutProgress;
    const onRows = (rows: number, total: number) => {
      if (task.isOn && !isQuiet) setState({ map: { phase: 'loading', share: rows / total } });
    };
    try {
      const { tensorMap, counts } = await maps.mapOf(model, tensor, task.signal, onRows);
      if (!task.isOn) return false;
      const { threshold } = state;
      const isWhatIf = threshold !== undefined;
      task.done();
      setState(({ results }) => ({
        map: { phase: 'ready', tensorMap, ...(isWhatIf && { whatIf: { threshold, counts } }) },
        // Results are always those of exact zeros.
        results: isWhatIf ? results : new Map([...results, [key, { phase: 'done', counts }]]),
      }));
      if (isWhatIf) void countExact(model, tensor, state);
    } catch (thrown) {
      if (!task.isOn) return false;
      task.done();
      fail(key, clauseOf(thrown), againOf(thrown));
    }
    return true;
  }

  /** The result of a tensor whose map does not count exact zeros, unless all tensors are counted anyway. */
  async function countExact(model: OpenModel, tensor: WeightTensor, { pattern }: AppState): Promise<void> {
    const key = tensorKey(tensor);
    if (!model.unread || getState().results.get(key)?.phase !== 'waiting') return;
    const task = exactCounting.start();
    const result = await resultOf(model.countsOf(tensor, { pattern }, task.signal));
    if (task.isOn) setResults(store, [[key, result]]);
  }

  function cancel(): void {
    drawing.stop();
    fail(getState().selected, 'reading was canceled. Select the tensor again to read it.', 'read');
  }

  /** @param message starts in lower case: the table shows it after a colon, the map as a sentence */
  function fail(key: string | undefined, message: string, again: Again): void {
    setState({ map: { phase: 'failed', message: sentenceOf(message), again } });
    if (key !== undefined) setResults(store, [[key, { phase: 'failed', message }]]);
  }

  function stop(): void {
    drawing.stop();
    exactCounting.stop();
  }

  return { draw, cancel, stop };
}

function againOf(thrown: unknown): Again {
  if (!(thrown instanceof ModelError) || !thrown.mayPass) return undefined;
  return thrown.code === 'changed' ? 'open' : 'read';
}
