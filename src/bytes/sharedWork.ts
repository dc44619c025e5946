import { cancelable, throwIfCancelled } from '../modelError';

/** Work that several readers wait for. */
export type SharedWork<T> = {
  /** @throws ModelError what the work throws, or `cancelled` once the signal aborts */
  resultFor(signal?: AbortSignal): Promise<T>;
  /** Whether it was canceled, because no reader waits for it any more. */
  isCanceled(): boolean;
};

/** Starts work that is canceled when all readers have given up, and not before. */
export function sharedWork<T>(work: (signal: AbortSignal) => Promise<T>): SharedWork<T> {
  const controller = new AbortController();
  const result = work(controller.signal);
  let readers = 0;
  let isOver = false;
  const end = () => {
    isOver = true;
  };
  result.then(end, end);
  return {
    async resultFor(signal) {
      throwIfCancelled(signal);
      readers++;
      try {
        return await (signal ? cancelable(result, signal) : result);
      } finally {
        readers--;
        if (readers === 0 && !isOver) controller.abort();
      }
    },
    isCanceled: () => controller.signal.aborted,
  };
}
