import type { AppState, AppStore } from '../state/store';

/** Sent to the service worker. */
export const keepSampleMessage = 'keep-sample';

/** Registers the service worker, and lets it keep the tutorial's model, each while the page is not opening or drawing a model. */
export async function workOffline(store: AppStore): Promise<void> {
  await restOf(store);
  // Private windows of some browsers reject it.
  const registration = await navigator.serviceWorker.register('serviceWorker.js').catch(() => undefined);
  if (!registration) return;
  const { active } = await navigator.serviceWorker.ready;
  await restOf(store);
  active?.postMessage(keepSampleMessage);
}

function restOf(store: AppStore): Promise<void> {
  return new Promise((resolve) => {
    if (isAtRest(store.getState())) return resolve();
    const stop = store.subscribe((state) => {
      if (!isAtRest(state)) return;
      stop();
      resolve();
    });
  });
}

function isAtRest({ opening, map, counting }: AppState): boolean {
  return !opening && map.phase !== 'loading' && !counting;
}
