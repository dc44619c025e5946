import { proxy, wrap } from 'comlink';
import { ModelError } from '../modelError';
import type { EngineStatus } from '../sparsity/engine';
import { modelQuestions } from './modelQuestions';
import { handedOver, type Outcome, outcomeOf, valueIn } from './runningJobs';
import type { ModelOrigin, Session } from './session';
import { plainOrigin, type ReadElsewhere } from './sources';
import type { WorkerApi } from './workerApi';

const noWorker =
  'the worker that reads models did not start: it needs module workers. Use a current version of Chrome, Edge, Firefox or Safari.';

/** A session in a worker. @param worker one that exposes a WorkerApi */
export function workerSession(worker: Worker): Session {
  const remote = wrap<WorkerApi>(worker);
  const settled = rejectedOnFailure(worker);
  let lastNumber = 0;
  let engineListener: (status: EngineStatus) => void = () => {};

  async function job<T>(signal: AbortSignal, start: (job: number) => Promise<Outcome<T>>): Promise<T> {
    const number = ++lastNumber;
    const cancel = () => void remote.cancel(number);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      if (signal.aborted) throw new ModelError('cancelled', 'canceled before it started');
      return valueIn(await settled(start(number)));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  return {
    chooseEngine: (choice) =>
      settled(
        remote.chooseEngine(
          choice,
          proxy((status) => engineListener(status)),
        ),
      ),
    onEngineChange(listener) {
      engineListener = listener;
    },
    async open(origin, signal, onProgress, first) {
      const id = ++lastNumber;
      const description = await job(signal, (number) =>
        remote.open(number, id, plainOrigin(origin), proxy(onProgress), readForWorker(origin), first),
      );
      const questions = modelQuestions((name, args, cancel, onShare) =>
        job(cancel, (number) => remote.ask(number, id, name, args, onShare && proxy(onShare))),
      );
      return { ...description, ...questions, id, close: () => void remote.close(id) };
    },
  };
}

/** Rejects calls to a worker that fails to start. A browser without module workers fails at the first import and answers no call. */
function rejectedOnFailure(worker: Worker): <T>(call: Promise<T>) => Promise<T> {
  let failure: ModelError | undefined;
  const waiting = new Set<(error: ModelError) => void>();
  worker.addEventListener('error', () => {
    failure = new ModelError('unsupported-type', noWorker);
    for (const reject of waiting) reject(failure);
  });
  return (call) =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      waiting.add(reject);
      call.then(resolve, reject).finally(() => waiting.delete(reject));
    });
}

function readForWorker(origin: ModelOrigin): ReadElsewhere | undefined {
  if (origin.kind !== 'host') return undefined;
  const read: ReadElsewhere = async (...args) =>
    handedOver(await outcomeOf(origin.read(...args)), ({ bytes }) => [bytes.buffer]);
  return proxy(read);
}
