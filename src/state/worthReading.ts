import { ModelError } from '../modelError';
import { storedBytesOf } from '../tflite/weights/modelContents';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { latestTask, type Task } from './latestTask';
import { type AppState, type AppStore, type OpenModel, selectedTensor, type WorthResult } from './store';
import { updateInterval } from './updateInterval';

// Bytes of a tensor at a URL that are downloaded a second time without asking.
const maxDownload = 4 * 2 ** 20;

/**
 * Asks what the zeros of tensors are worth: of the tensor on screen once its map is ready, and of all others once all are counted. A map that
 * is read, or another model, interrupts it.
 */
export function followWorths(store: AppStore) {
  const { getState, setState } = store;
  const reading = latestTask();
  /** A large tensor at a URL that the reader asked for. */
  let requested: string | undefined;

  let current: Task | undefined;
  /** Whether tensors were counted while others are read. */
  let isOutdated = false;

  async function read(): Promise<void> {
    const task = reading.start();
    current = task;
    isOutdated = false;
    const { model } = getState();
    if (!model) return task.done();
    const interval = updateInterval(model.contents.tensors.length);
    const isFinal = isCounted(getState());
    const found = new Map<string, WorthResult>();
    let updatedAt = performance.now();
    const keep = () => {
      if (task.isOn && found.size > 0) setState(({ worths }) => ({ worths: new Map([...worths, ...found]) }));
      found.clear();
      updatedAt = performance.now();
    };
    const first = selectedTensor(getState());
    for (const tensor of first ? [first, ...model.contents.tensors] : model.contents.tensors) {
      const state = getState();
      const isFirst = tensor === first;
      const isAllowed = isFirst ? !mustAsk(state, tensor, requested) : isFinal;
      if (!isAllowed || !isOpen(tensor, state, found, isFinal)) continue;
      const result = await resultOf(model, tensor, task, isFinal);
      if (!task.isOn) return;
      if (result) found.set(tensorKey(tensor), result);
      if (isFirst || performance.now() - updatedAt > interval) keep();
    }
    keep();
    task.done();
    if (isOutdated) void read();
  }

  store.subscribe((state, before) => {
    const isSame = state.model?.contents === before.model?.contents;
    const isDrawing = state.map.phase === 'loading' && before.map.phase !== 'loading';
    if (!isSame || isDrawing) reading.stop();
    if (!isSame || state.selected !== before.selected) requested = undefined;
    const isDrawn = state.map.phase === 'ready' || state.map.phase === 'failed';
    if (isDrawn && before.map.phase !== state.map.phase) void read();
    else if (isDrawn && isNewlyCounted(state, before)) {
      if (current?.isOn) isOutdated = true;
      else void read();
    }
  });

  if (getState().map.phase === 'ready') void read();

  return {
    /** Reads a large tensor at a URL once more, for what its zeros are worth. */
    readWorth(tensor: WeightTensor): void {
      requested = tensorKey(tensor);
      void read();
    },
  };
}

/** Whether the reader has to ask for what the zeros of the tensor on screen are worth, because that downloads much. */
export function mustAsk({ model }: Pick<AppState, 'model'>, tensor: WeightTensor, requested?: string): boolean {
  if (!model?.unread || requested === tensorKey(tensor)) return false;
  return (storedBytesOf(model.contents, tensor) ?? 0) > maxDownload;
}

/** Whether all tensors of the model are counted, or failed. */
function isCounted({ model, counting, results }: AppState): boolean {
  if (!model || model.unread || counting) return false;
  return [...results.values()].every(({ phase }) => phase !== 'waiting');
}

function isNewlyCounted(state: AppState, before: AppState): boolean {
  if (state.results === before.results && state.counting === before.counting && state.model === before.model)
    return false;
  return isCounted(state) && !isCounted(before);
}

/** Whether a tensor has no final result yet. */
function isOpen(
  tensor: WeightTensor,
  { results, worths }: AppState,
  found: ReadonlyMap<string, WorthResult>,
  isFinal: boolean,
): boolean {
  const key = tensorKey(tensor);
  if (results.get(key)?.phase === 'failed') return false;
  const known = found.get(key) ?? worths.get(key);
  return !known || (known.phase === 'done' && known.worth.isProvisional && isFinal);
}

/** @param isFinal whether all tensors are counted: what is not known then is not known at all */
async function resultOf(
  model: OpenModel,
  tensor: WeightTensor,
  task: Task,
  isFinal: boolean,
): Promise<WorthResult | undefined> {
  try {
    const worth = await model.worthOf(tensor, task.signal);
    return { phase: 'done', worth: isFinal ? { ...worth, isProvisional: false } : worth };
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    return thrown.code === 'cancelled' ? undefined : { phase: 'failed', message: thrown.message };
  }
}
