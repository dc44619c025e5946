import { expose } from 'comlink';
import type { WorkerApi } from '../../src/session/workerApi';

/** A worker for tests, in this thread. It can die as workers of browsers do. */
export type MortalWorker = {
  readonly worker: Worker;
  readonly isTerminated: () => boolean;
  /** From now on it answers nothing and reports nothing: ended by the browser, or in an endless loop. */
  die(): void;
  /** An exception outside of all calls. */
  fail(): void;
};

export function mortalWorker(api: WorkerApi): MortalWorker {
  const { port1, port2 } = new MessageChannel();
  const errors = new EventTarget();
  let isTerminated = false;
  expose(api, port2);
  const worker = {
    postMessage: port1.postMessage.bind(port1),
    addEventListener(type: string, listener: EventListener) {
      if (type === 'message') port1.addEventListener(type, listener);
      else errors.addEventListener(type, listener);
    },
    removeEventListener: port1.removeEventListener.bind(port1),
    start: () => port1.start(),
    terminate() {
      isTerminated = true;
      port1.close();
      port2.close();
    },
  };
  return {
    worker: worker as unknown as Worker,
    isTerminated: () => isTerminated,
    die: () => port2.close(),
    fail: () => void errors.dispatchEvent(new Event('error')),
  };
}
