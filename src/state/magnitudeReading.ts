import { isMagnitudeColoring } from '../heatmap/coloring';
import { ModelError } from '../modelError';
import { isSameMatrix, type Picture } from '../views/picture';
import type { AppState, AppStore } from './store';
import { turns } from './turns';

/** Reads how large the weights on screen are as soon as colors are to say it, and lets go of it when another tensor or view comes. */
export function followMagnitudes(store: AppStore): void {
  const { getState, setState } = store;
  const reading = turns();
  // What was read last, or is being read.
  let of: Picture | undefined;

  async function read(picture: Picture): Promise<void> {
    const turn = reading.start();
    of = picture;
    setState({ magnitudes: { phase: 'loading', share: 0 } });
    try {
      const magnitudes = await getState().model!.magnitudesOf(picture.weight, picture.view, turn.signal, (share) => {
        if (turn.isOn) setState({ magnitudes: { phase: 'loading', share } });
      });
      if (!turn.isOn) return;
      turn.done();
      setState({ magnitudes: { phase: 'ready', picture, magnitudes } });
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      if (turn.isOn) setState({ magnitudes: { phase: 'failed', message: thrown.message } });
    }
  }

  function follow({ map, coloring, magnitudes, model }: AppState, before: AppState): void {
    const picture = map.phase === 'ready' ? map.picture : undefined;
    const stays = picture !== undefined && isSameMatrix(picture, of) && model?.contents === before.model?.contents;
    if (map.phase === 'loading' || model?.contents !== before.model?.contents || (picture && !stays)) {
      reading.stop();
      of = undefined;
      if (magnitudes) setState({ magnitudes: undefined });
    }
    if (picture && model && !of && isMagnitudeColoring(coloring)) void read(picture);
  }

  store.subscribe(follow);
}
