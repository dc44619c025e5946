import { cancelable } from '../modelError';
import type { AppState, AppStore } from './store';

/** Waits until the state meets a condition. @throws ModelError `cancelled` */
export function until(
  { getState, subscribe }: AppStore,
  isMet: (state: AppState) => boolean,
  signal: AbortSignal,
): Promise<void> {
  return cancelable(
    new Promise<void>((resolve) => {
      if (isMet(getState())) return resolve();
      const unsubscribe = subscribe((state) => {
        if (!isMet(state) && !signal.aborted) return;
        unsubscribe();
        resolve();
      });
    }),
    signal,
  );
}
