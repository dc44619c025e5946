import { isMagnitudeColoring } from '../heatmap/coloring';
import { ModelError } from '../modelError';
import { isSameMatrix, type TensorMap } from '../views/tensorMap';
import { latestTask } from './latestTask';
import type { AppState, AppStore } from './store';

/** Reads the magnitudes of the tensor on screen while the coloring shows them. Another tensor or view removes them. */
export function followMagnitudes(store: AppStore): void {
  const { getState, setState } = store;
  const reading = latestTask();
  /** The map whose magnitudes are read or being read. */
  let requested: TensorMap | undefined;

  async function read(tensorMap: TensorMap): Promise<void> {
    const task = reading.start();
    requested = tensorMap;
    setState({ magnitudes: { phase: 'loading', share: 0 } });
    try {
      const magnitudes = await getState().model!.magnitudesOf(
        tensorMap.tensor,
        tensorMap.view,
        task.signal,
        (share) => {
          if (task.isOn) setState({ magnitudes: { phase: 'loading', share } });
        },
      );
      if (!task.isOn) return;
      task.done();
      setState({ magnitudes: { phase: 'ready', tensorMap, magnitudes } });
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      if (task.isOn) setState({ magnitudes: { phase: 'failed', message: thrown.message } });
    }
  }

  function follow({ map, coloring, magnitudes, model }: AppState, before: AppState): void {
    const tensorMap = map.phase === 'ready' ? map.tensorMap : undefined;
    const isSame =
      tensorMap !== undefined && isSameMatrix(tensorMap, requested) && model?.contents === before.model?.contents;
    if (map.phase === 'loading' || model?.contents !== before.model?.contents || (tensorMap && !isSame)) {
      reading.stop();
      requested = undefined;
      if (magnitudes) setState({ magnitudes: undefined });
    }
    if (tensorMap && model && !requested && isMagnitudeColoring(coloring)) void read(tensorMap);
  }

  store.subscribe(follow);
}
