import type { AppState, AppStore } from '../../state/store';
import { afterPaint } from './afterPaint';

// How long components wait for the first map of a file, ms.
const longestWait = 100;

/** The store as components see it. */
type StoreOfComponents = Pick<AppStore, 'getState' | 'getInitialState' | 'subscribe'>;

/** The store for components that must not delay the first map of a file. What draws the map listens to the store itself. */
export type MapFirst = {
  /** Listeners are called when a map is drawn, before its paint. */
  readonly withMap: StoreOfComponents;
  /** Listeners are called after the paint of a map. */
  readonly afterMap: StoreOfComponents;
  /** Ends waiting. */
  notify(): void;
};

const known = new WeakMap<AppStore, MapFirst>();

/** @returns the same object for the same store */
export function mapFirst(store: AppStore): MapFirst {
  const found = known.get(store) ?? waitingStores(store);
  known.set(store, found);
  return found;
}

/**
 * Listeners are not called while a local file is opened and its map is read, which is expected to take milliseconds. Meanwhile the processor is
 * needed for the file.
 */
function waitingStores(store: AppStore): MapFirst {
  const withMap = notifiedStore(store);
  const afterMap = notifiedStore(store);
  let waiting: { readonly for: 'map' | 'paint'; cancel(): void } | undefined;

  function notify(): void {
    waiting?.cancel();
    waiting = undefined;
    withMap.notify();
    afterMap.notify();
  }

  function waitForMap(): void {
    if (waiting?.for === 'map') return;
    waiting?.cancel();
    const timer = setTimeout(notify, longestWait);
    waiting = { for: 'map', cancel: () => clearTimeout(timer) };
  }

  function waitForPaint(): void {
    waiting?.cancel();
    waiting = { for: 'paint', cancel: afterPaint(notify) };
    withMap.notify();
  }

  store.subscribe((state, before) => {
    if (isOpening(state, before) || isOtherModel(state, before)) waitForMap();
    else if (isOtherMap(state, before) && (waiting || before.map.phase === 'ready')) waitForPaint();
    else if (!waiting || hasEnded(state, before)) notify();
    else if (waiting.for === 'paint') withMap.notify();
  });

  return { withMap: withMap.store, afterMap: afterMap.store, notify };
}

/** Listeners that are called on request, with the state that they were called with before. */
function notifiedStore({ getState, getInitialState }: AppStore) {
  const listeners = new Set<(state: AppState, before: AppState) => void>();
  let notified = getState();
  const store: StoreOfComponents = {
    getState,
    getInitialState,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  function notify(): void {
    const [state, before] = [getState(), notified];
    notified = state;
    for (const listener of listeners) listener(state, before);
  }

  return { store, notify };
}

/** Whether a local file starts to open. */
function isOpening({ opening }: AppState, before: AppState): boolean {
  return opening?.isLocal === true && !before.opening;
}

/** Whether a model has been opened whose first map follows. */
function isOtherModel({ model }: AppState, before: AppState): boolean {
  return model !== undefined && model.id !== before.model?.id && model.contents.tensors.length > 0;
}

function isOtherMap({ map }: AppState, before: AppState): boolean {
  return map.phase === 'ready' && (before.map.phase !== 'ready' || map.tensorMap !== before.map.tensorMap);
}

/** Whether no map follows: a file could not be opened, or is no longer, or has no tensors, or its map failed. */
function hasEnded({ opening, map }: AppState, before: AppState): boolean {
  return (before.opening !== undefined && !opening) || (map.phase === 'failed' && before.map.phase !== 'failed');
}
