/**
 * Calls if no message arrives in time.
 * @param limit ms
 */
export function messageTimeout(limit: number, onTimeout: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function start(): void {
    stop();
    timer = setTimeout(() => {
      timer = undefined;
      onTimeout();
    }, limit);
  }

  return {
    /** A message is expected from now on. */
    start,
    /** A message arrived, and more are expected. Does nothing while none is expected. */
    restart(): void {
      if (timer !== undefined) start();
    },
    /** No message is expected any more. */
    stop,
  };
}
