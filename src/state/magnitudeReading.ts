import { isMagnitudeColoring } from '../heatmap/coloring';
import { ModelError } from '../modelError';
import { isSameMatrix, type TensorMap } from '../views/tensorMap';
import { latestTask } from './latestTask';
import type { AppState, AppStore } from './store';

/** Reads how large the weights on screen are as soon as colors are to say it, and lets go of it when another tensor or view comes. */
export function followMagnitudes(store: AppStore): void {
  const { getState, setState } = store;
  const reading = latestTask();
  // What was read last, or is being read.
  let of: TensorMap | undefined;

  async function read(tensorMap: TensorMap): Promise<void> {
    const task = reading.start();
    of = tensorMap;
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
    const stays = tensorMap !== undefined && isSameMatrix(tensorMap, of) && model?.contents === before.model?.contents;
    if (map.phase === 'loading' || model?.contents !== before.model?.contents || (tensorMap && !stays)) {
      reading.stop();
      of = undefined;
      if (magnitudes) setState({ magnitudes: undefined });
    }
    if (tensorMap && model && !of && isMagnitudeColoring(coloring)) void read(tensorMap);
  }

  store.subscribe(follow);
}
