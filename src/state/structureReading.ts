import { ModelError } from '../modelError';
import type { SessionModel } from '../session/session';
import { statusOf } from '../sparsity/status';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { latestTask } from './latestTask';
import { setResults } from './results';
import { type AppState, type AppStore, selectedTensor } from './store';

/**
 * Reads the structure of the tensor on screen once its map is ready, and then adds its status to its counts. The structure does not depend on
 * pattern and view, so it is read once per tensor.
 */
export function followStructure(store: AppStore): void {
  const { getState, setState } = store;
  const reading = latestTask();

  async function read(model: SessionModel, tensor: WeightTensor): Promise<void> {
    const task = reading.start();
    try {
      const structure = await model.structureOf(tensor, task.signal);
      if (task.isOn && getState().selected === tensorKey(tensor)) setState({ structure });
    } catch (thrown) {
      // The map shows why a tensor cannot be read.
      if (!(thrown instanceof ModelError)) throw thrown;
    }
    task.done();
  }

  store.subscribe((state: AppState, before: AppState) => {
    const { model, map, structure, results } = state;
    if (structure !== before.structure || results !== before.results) addStatus(store);
    if (model?.contents !== before.model?.contents) reading.stop();
    if (!model || structure || map === before.map || map.phase !== 'ready') return;
    const tensor = selectedTensor(state);
    if (tensor) void read(model, tensor);
  });
}

/** The first map does not wait for the structure, so its counts come without status. */
function addStatus(store: AppStore): void {
  const state = store.getState();
  const { structure, pattern, threshold = 0, results } = state;
  const tensor = selectedTensor(state);
  const result = tensor && results.get(tensorKey(tensor));
  if (!structure || threshold > 0 || result?.phase !== 'done' || result.counts.status) return;
  const { counts } = result;
  const status = statusOf(tensor!, pattern, { counts, structure });
  setResults(store, [[tensorKey(tensor!), { phase: 'done', counts: { ...counts, status, structure } }]]);
}
