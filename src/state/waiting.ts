import { ModelError, throwIfCancelled } from '../modelError';
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

/** The result of work that goes on if the signal is aborted. @throws ModelError `cancelled` */
export async function cancelable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new ModelError('cancelled', 'cancelled')), { once: true }),
  );
  throwIfCancelled(signal);
  return Promise.race([work, cancelled]);
}
