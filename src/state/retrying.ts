import type { Reading } from './reading';
import type { showingOn } from './showing';
import type { AppState, AppStore } from './store';

type Parts = {
  readonly reading: Reading;
  readonly open: ReturnType<typeof showingOn>['open'];
  cancelOpening(): void;
};

/** Repeats what failed, and stops what waits for a server. */
export function retryingOn({ getState, setState }: AppStore, { reading, open, cancelOpening }: Parts) {
  return {
    /** Repeats the request that the alert is about. */
    retry(): void {
      const { retry, problem } = getState();
      if (retry?.problem === problem) retry?.run();
    },
    /** Reads the tensor on screen again after its map failed. A model that has changed is opened again, with the same view. */
    retryMap(): void {
      const { map, model, selected, window } = getState();
      if (map.phase !== 'failed' || !model) return;
      if (map.again === 'open') void open(model.origin, { tensor: selected, window });
      else void reading.draw();
    },
    /** Stops what is read from a server that sends nothing. */
    stopWaiting(): void {
      const state = getState();
      setState({ wait: undefined });
      if (state.opening) cancelOpening();
      if (state.map.phase === 'loading') reading.cancelDrawing();
      if (state.counting) reading.stopCounting();
    },
  };
}

/** The wait for a server that the reader sees, with what it delays. */
export function shownWait({ wait, opening, map, counting }: AppState): AppState['wait'] {
  return opening || map.phase === 'loading' || counting ? wait : undefined;
}
