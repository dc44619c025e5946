import type { AppState, AppStore } from '../../state/store';
import { afterPaint } from './afterPaint';

// How long components wait for the first map of a model, ms.
const longestWait = 100;

/** The store as components see it: they render after a map, so that they do not delay its paint. */
export type StoreAfterMap = Pick<AppStore, 'getState' | 'getInitialState' | 'subscribe'> & {
  /** Ends waiting. */
  notify(): void;
};

const stores = new WeakMap<AppStore, StoreAfterMap>();

/** @returns the same object for the same store */
export function storeAfterMap(store: AppStore): StoreAfterMap {
  const known = stores.get(store);
  if (known) return known;
  const created = waitingStore(store);
  stores.set(store, created);
  return created;
}

/**
 * Listeners are not called while a map is read that is expected within milliseconds, nor between its arrival and its paint. What draws the map
 * listens to the store itself.
 */
function waitingStore(store: AppStore): StoreAfterMap {
  const listeners = new Set<(state: AppState, before: AppState) => void>();
  let cancel: (() => void) | undefined;
  let notified = store.getState();

  function notify(): void {
    cancel?.();
    cancel = undefined;
    const [state, before] = [store.getState(), notified];
    notified = state;
    for (const listener of listeners) listener(state, before);
  }

  function waitForMap(): void {
    cancel?.();
    const timer = setTimeout(notify, longestWait);
    cancel = () => clearTimeout(timer);
  }

  function waitForPaint(): void {
    cancel?.();
    cancel = afterPaint(notify);
  }

  store.subscribe((state, before) => {
    if (isOtherModel(state, before)) waitForMap();
    else if (isOtherMap(state, before) && (cancel || before.map.phase === 'ready')) waitForPaint();
    else if (!cancel || state.map.phase === 'failed') notify();
  });

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify,
  };
}

/** Whether a model has been opened whose first map follows. */
function isOtherModel({ model }: AppState, before: AppState): boolean {
  return model !== undefined && model.id !== before.model?.id && model.contents.tensors.length > 0;
}

function isOtherMap({ map }: AppState, before: AppState): boolean {
  return map.phase === 'ready' && (before.map.phase !== 'ready' || map.tensorMap !== before.map.tensorMap);
}
