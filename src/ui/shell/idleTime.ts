/**
 * Runs work while the page is idle, each step in a task of its own.
 * @param steps ended early if `isNeeded` says no before a step
 * @returns resolves after the last step
 */
export async function inIdleTime(steps: Generator<void>, isNeeded: () => boolean): Promise<void> {
  for (let isDone = false; !isDone; ) {
    await new Promise<void>(whenIdle);
    isDone = (isNeeded() ? steps.next() : steps.return(undefined)).done === true;
  }
}

/** Runs work when the page is idle. */
function whenIdle(run: () => void): void {
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in window) requestIdleCallback(run);
  else setTimeout(run);
}
