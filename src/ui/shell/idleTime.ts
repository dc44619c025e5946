/**
 * Runs work while the page is idle, each step in a task of its own.
 * @param steps ended early if `isNeeded` says no before a step
 */
export function inIdleTime(steps: Generator<void>, isNeeded: () => boolean): void {
  whenIdle(() => {
    if (!isNeeded()) steps.return(undefined);
    else if (!steps.next().done) inIdleTime(steps, isNeeded);
  });
}

/** Runs work when the page is idle. */
export function whenIdle(run: () => void): void {
  // Safari has no idle callbacks.
  if ('requestIdleCallback' in window) requestIdleCallback(run);
  else setTimeout(run);
}
