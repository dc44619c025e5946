import { proxy, wrap } from 'comlink';
import { ModelError } from '../modelError';
import type { EngineStatus } from '../sparsity/engine';
import type { ModelContents } from '../tflite/weights/modelContents';
import { handedOver, type Outcome, outcomeOf, valueIn } from './runningJobs';
import type { ModelOrigin, Session } from './session';
import { plainOrigin, type ReadElsewhere } from './sources';
import type { WorkerApi } from './workerApi';

const noWorker =
  'the part of Prunescope that reads models did not start in this browser: it needs module workers. Use a current Chrome, Edge, Firefox or Safari.';

/** The session that lives in a worker of its own. @param worker one that exposes a WorkerApi */
export function workerSession(worker: Worker): Session {
  const remote = wrap<WorkerApi>(worker);
  // A browser without module workers takes the script for a classic one and stumbles over its first import; no call is answered then.
  let failure: ModelError | undefined;
  const waiting = new Set<(error: ModelError) => void>();
  worker.addEventListener('error', () => {
    failure = new ModelError('unsupported-type', noWorker);
    for (const reject of waiting) reject(failure);
  });

  function answerOf<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      waiting.add(reject);
      call.then(resolve, reject).finally(() => waiting.delete(reject));
    });
  }

  // A model is named by what it holds: the store makes copies of the rest.
  const ids = new WeakMap<ModelContents, number>();
  const idOf = (contents: ModelContents) => ids.get(contents) ?? -1;
  let lastNumber = 0;
  let engineListener: (status: EngineStatus) => void = () => {};

  async function job<T>(signal: AbortSignal, start: (job: number) => Promise<Outcome<T>>): Promise<T> {
    const number = ++lastNumber;
    const cancel = () => void remote.cancel(number);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      if (signal.aborted) throw new ModelError('cancelled', 'cancelled before it began');
      return valueIn(await answerOf(start(number)));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  return {
    chooseEngine: (choice) =>
      answerOf(
        remote.chooseEngine(
          choice,
          proxy((status) => engineListener(status)),
        ),
      ),
    onEngineChange(listener) {
      engineListener = listener;
    },
    async open(origin, signal, onProgress) {
      const id = ++lastNumber;
      const opened = await job(signal, (number) =>
        remote.open(number, id, plainOrigin(origin), proxy(onProgress), readForWorker(origin)),
      );
      ids.set(opened.contents, id);
      return {
        ...opened,
        countsOf: (tensor, pattern, cancel, threshold) =>
          job(cancel, (number) => remote.countsOf(number, id, tensor, pattern, threshold)),
        tensorMapOf: (tensor, drawing, cancel, onRows) =>
          job(cancel, (number) => remote.tensorMapOf(number, id, tensor, drawing, proxy(onRows))),
        structureOf: (tensor, cancel) => job(cancel, (number) => remote.structureOf(number, id, tensor)),
        reportOn: (pattern, cancel, onShare) =>
          job(cancel, (number) => remote.reportOn(number, id, pattern, proxy(onShare))),
        comparedCounts: ({ contents }, pair, pattern, cancel) =>
          job(cancel, (number) => remote.comparedCounts(number, id, idOf(contents), pair, pattern)),
        comparedMap: ({ contents }, pair, pattern, view, cancel) =>
          job(cancel, (number) => remote.comparedMap(number, id, idOf(contents), pair, pattern, view)),
        sha256Of: (cancel, onShare) => job(cancel, (number) => remote.sha256Of(number, id, proxy(onShare))),
        magnitudesOf: (tensor, view, cancel, onShare) =>
          job(cancel, (number) => remote.magnitudesOf(number, id, tensor, view, proxy(onShare))),
        windowValuesOf: (tensor, view, window, cancel) =>
          job(cancel, (number) => remote.windowValuesOf(number, id, tensor, view, window)),
        reviewOf: (pattern, cancel, onShare) =>
          job(cancel, (number) => remote.reviewOf(number, id, pattern, proxy(onShare))),
        valueAt: (tensor, row, column, cancel) =>
          job(cancel, (number) => remote.valueAt(number, id, tensor, row, column)),
        close: () => void remote.close(id),
      };
    },
  };
}

function readForWorker(origin: ModelOrigin): ReadElsewhere | undefined {
  if (origin.kind !== 'host') return undefined;
  const read: ReadElsewhere = async (...asked) =>
    handedOver(await outcomeOf(origin.read(...asked)), ({ bytes }) => [bytes.buffer]);
  return proxy(read);
}
