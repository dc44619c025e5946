import type { Pattern } from '../sparsity/pattern';
import { tensorKey } from '../tflite/weights/weightTensor';
import { isSameMatrix, type TensorMap } from '../views/tensorMap';
import { failureOf, setComparedResult, updateComparison } from './comparedResults';
import type { Comparison } from './comparison';
import { latestTask } from './latestTask';
import type { AppStore, OpenModel } from './store';

/** Reads the compared map of the tensor on screen, once its own map is ready. */
export function comparedMapOn(store: AppStore) {
  const drawing = latestTask();
  /** The map whose compared map is on screen or on its way. */
  let requested: TensorMap | undefined;
  let drawn: Promise<void> = Promise.resolve();

  /** Reads the compared map of a tensor, unless it is there or on its way. A tensor without a pair has none. */
  function draw(tensorMap: TensorMap, comparison: Comparison, model: OpenModel, pattern: Pattern): void {
    if (isSameMatrix(tensorMap, requested)) return;
    requested = tensorMap;
    drawn = read(tensorMap, comparison, model, pattern);
  }

  async function read(
    tensorMap: TensorMap,
    { pairing, model: other }: Comparison,
    model: OpenModel,
    pattern: Pattern,
  ): Promise<void> {
    const key = tensorKey(tensorMap.tensor);
    const pair = pairing.pairs.find(({ before }) => tensorKey(before) === key);
    if (!pair) return;
    const task = drawing.start();
    try {
      const compared = await model.comparedMap(other.id, pair, pattern, tensorMap.view, task.signal);
      if (!task.isOn) return;
      setComparedResult(store, key, { phase: 'done', ...compared.counts });
      updateComparison(store, () => ({ shown: { tensorMap, compared: compared.map } }));
    } catch (thrown) {
      if (task.isOn) setComparedResult(store, key, failureOf(thrown));
    }
  }

  /** Removes the compared map, before another tensor is drawn. */
  function clear(): void {
    drawing.stop();
    requested = undefined;
    drawn = Promise.resolve();
    if (store.getState().comparison?.shown) updateComparison(store, () => ({ shown: undefined }));
  }

  return { draw, clear, drawn: () => drawn };
}
