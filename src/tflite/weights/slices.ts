import { throwIfCancelled } from '../../modelError';

// Milliseconds that a loop can take before it lets the thread process messages.
const maxBlockingTime = 30;
// At most a few milliseconds of work.
const elementsAtOnce = 1 << 16;

/** Returns a function for loops to call between parts of their work. It yields, so that cancellation is processed. */
export function pausing(signal?: AbortSignal): () => Promise<void> {
  let startedAt = performance.now();
  return async () => {
    if (performance.now() - startedAt > maxBlockingTime) {
      await new Promise((resolve) => setTimeout(resolve));
      startedAt = performance.now();
    }
    throwIfCancelled(signal);
  };
}

/** Calls `work` for consecutive ranges of `count` elements, end exclusive. @throws ModelError `cancelled` */
export async function inSlices(
  count: number,
  work: (start: number, end: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const pause = pausing(signal);
  for (let start = 0; start < count; start += elementsAtOnce) {
    await pause();
    work(start, Math.min(start + elementsAtOnce, count));
  }
}
