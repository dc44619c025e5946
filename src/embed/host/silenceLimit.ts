/** A limit on the time without a message. @param limit ms */
export function silenceLimit(limit: number, onSilence: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function start(): void {
    stop();
    timer = setTimeout(() => {
      timer = undefined;
      onSilence();
    }, limit);
  }

  return {
    /** A message is expected from now on. */
    start,
    /** One came, and more are expected. It does nothing while none is. */
    heard(): void {
      if (timer !== undefined) start();
    },
    /** None is expected any more. */
    stop,
  };
}
