// Limits in ticks of a second that pass on this page: a computer that sleeps does not count.
const tick = 1000;
/** For a worker that had nothing to do: it answers before it begins the next call. */
const idleLimit = 10;
/** For a worker that computes. It reads and computes in pieces that take well under a second each, and answers between them. */
export const busyLimit = 30;
/** For a worker whose work was canceled. */
const cancelLimit = 5;

/** Why a worker is taken for lost. `busy`: one of its calls may be the cause. */
export type Silence = 'idle' | 'canceled' | 'busy';

/**
 * Finds out whether a worker still answers, while there are calls: a worker that was ended, or is in an endless loop, reports no error. A worker
 * that has not answered yet is starting, for which there is no limit: a page whose worker cannot start gets an error event.
 * @param ping resolves when the worker answers
 */
export function liveness(ping: () => Promise<unknown>, onSilence: (silence: Silence) => void) {
  let calls = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let hasStarted = false;
  /** The ping that is not answered yet. */
  let open: { left: number; silence: Silence } | undefined;

  function send(silence: Silence, left: number): void {
    const sent = { left, silence };
    open = sent;
    void ping().then(() => {
      hasStarted = true;
      if (open === sent) open = undefined;
    });
  }

  function onTick(): void {
    if (!open) send('busy', busyLimit);
    else if (hasStarted && --open.left === 0) {
      stop();
      onSilence(open.silence);
    }
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  // Before anything else, so that a worker which hangs in its first call is known to have started.
  send('idle', idleLimit);

  return {
    /** Call it before a call is sent. */
    begin(): void {
      calls++;
      if (calls > 1) return;
      if (!open) send('idle', idleLimit);
      timer = setInterval(onTick, tick);
    },
    end(): void {
      calls--;
      if (calls === 0) stop();
    },
    /** A call was canceled: the worker must answer soon. */
    hurry(): void {
      if (!open) send('canceled', cancelLimit);
      else if (open.left > cancelLimit) Object.assign(open, { left: cancelLimit, silence: 'canceled' });
    },
    /** Whether the worker has answered. */
    hasStarted: () => hasStarted,
    stop,
  };
}
