import { type Remote, wrap } from 'comlink';
import { cancelable, ModelError, throwIfCancelled } from '../modelError';
import { busyLimit, liveness, type Silence } from './liveness';
import type { WorkerApi } from './workerApi';

const noWorker =
  'the worker that reads models did not start. It needs module workers: a current version of Chrome, Edge, Firefox or Safari. Reload the page.';
const notLoadedAgain =
  'the browser ended the worker that reads models, and the script of the worker could not be loaded again: there is no network, or the server of the page has ended. Check the connection and try again. If the page is from prunescope open, run the command again and open the page that it shows.';
const lostTwice = `reading stopped twice: the browser ended the worker that reads models, or the worker did not answer for ${busyLimit} s. Close other tabs to free memory, and try again.`;

// For calls that are not the cause. They are repeated with others that may be.
const maxLosses = 4;

/** A worker that was started. */
export type StartedWorker = {
  readonly remote: Remote<WorkerApi>;
  /** Counts the workers of a session, from 1. */
  readonly generation: number;
};

/** Rejects a call whose worker is lost. @param mayBeCause whether a call may be the reason */
class LostWorker extends Error {
  constructor(readonly mayBeCause: boolean) {
    super('the worker is lost');
  }
}

/**
 * Keeps a worker running: starts the next one if the worker ends, fails or does not answer, and repeats its calls there. A call during which a
 * worker was lost is repeated once, and alone among such calls, so that the one that is the cause is found.
 * @param start starts a worker that exposes a WorkerApi
 * @param onStart called with each worker before its first call
 */
export function supervisor(start: () => Worker, onStart: (started: StartedWorker) => void) {
  let current: ReturnType<typeof startedWorker> | undefined;
  let generation = 0;
  let hasEverStarted = false;
  const oneAtATime = queue();

  function running() {
    if (current) return current;
    const ifNotStarted = hasEverStarted
      ? new ModelError('network', notLoadedAgain, true)
      : new ModelError('unsupported-type', noWorker, true);
    const started = startedWorker(start(), ++generation, ifNotStarted, (hasStarted) => {
      hasEverStarted ||= hasStarted;
      if (current === started) current = undefined;
    });
    current = started;
    onStart(started);
    return started;
  }

  async function call<T>(work: (started: StartedWorker) => Promise<T>, signal?: AbortSignal): Promise<T> {
    let isSuspect = false;
    for (let losses = 0; ; losses++) {
      throwIfCancelled(signal);
      try {
        const attempt = () => running().during(work, signal);
        return await (isSuspect ? oneAtATime(attempt, signal) : attempt());
      } catch (thrown) {
        if (!(thrown instanceof LostWorker)) throw thrown;
        throwIfCancelled(signal);
        if ((isSuspect && thrown.mayBeCause) || losses === maxLosses)
          throw new ModelError('too-large', lostTwice, true);
        isSuspect ||= thrown.mayBeCause;
      }
    }
  }

  return {
    call,
    /** Sends a message that has no answer. Without a worker, it is not needed. */
    tell: (send: (remote: Remote<WorkerApi>) => void) => current && send(current.remote),
  };
}

/**
 * @param ifNotStarted rejects the calls if the worker does not start
 * @param onEnd called when the worker is lost or did not start
 */
function startedWorker(
  worker: Worker,
  generation: number,
  ifNotStarted: ModelError,
  onEnd: (hasStarted: boolean) => void,
) {
  const remote = wrap<WorkerApi>(worker);
  const calls = new Set<(error: Error) => void>();
  const life = liveness(
    () => remote.ping(),
    (silence: Silence) => end(new LostWorker(silence === 'busy')),
  );

  function end(error: Error): void {
    life.stop();
    worker.terminate();
    onEnd(life.hasStarted());
    for (const reject of calls) reject(error);
    calls.clear();
  }

  const onError = () => end(life.hasStarted() ? new LostWorker(true) : ifNotStarted);
  worker.addEventListener('error', onError);
  worker.addEventListener('messageerror', onError);

  return {
    remote,
    generation,
    /** Makes a call. It rejects when the worker is lost. */
    async during<T>(work: (started: StartedWorker) => Promise<T>, signal?: AbortSignal): Promise<T> {
      life.begin();
      signal?.addEventListener('abort', life.hurry);
      let giveUp = (_error: Error): void => {};
      try {
        return await new Promise<T>((resolve, reject) => {
          giveUp = reject;
          calls.add(giveUp);
          work({ remote, generation }).then(resolve, reject);
        });
      } finally {
        calls.delete(giveUp);
        signal?.removeEventListener('abort', life.hurry);
        life.end();
      }
    },
  };
}

/** Runs work one after the other. */
function queue() {
  let last: Promise<unknown> = Promise.resolve();
  return async <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    const before = last;
    let release = (): void => {};
    last = Promise.all([
      before,
      new Promise<void>((resolve) => {
        release = resolve;
      }),
    ]);
    try {
      await (signal ? cancelable(before, signal) : before);
      return await work();
    } finally {
      release();
    }
  };
}
