import { proxy } from 'comlink';
import type { WaitListener } from '../bytes/networkWait';
import type { Progress } from '../bytes/requests';
import { throwIfCancelled } from '../modelError';
import type { EngineChoice, EngineStatus } from '../sparsity/engine';
import { modelQuestions, requestedModels } from './modelQuestions';
import { reopening } from './reopening';
import { handedOver, type Outcome, outcomeOf, valueIn } from './runningJobs';
import type { ModelId, ModelOrigin, Session } from './session';
import { plainOrigin, type ReadElsewhere } from './sources';
import { type StartedWorker, supervisor } from './supervisor';

/** A session in a worker. @param start starts a worker that exposes a WorkerApi; called again when the worker is lost */
export function workerSession(start: () => Worker): Session {
  const { call, tell } = supervisor(start, prepare);
  const models = reopening(
    (started, id, origin) => opened(started, id, origin, () => {}),
    ({ remote }, id) => void remote.close(id),
  );
  let lastNumber = 0;
  let engine: { choice: EngineChoice; status?: EngineStatus } | undefined;
  let engineListener: (status: EngineStatus) => void = () => {};
  let waitListener: WaitListener = () => {};

  /** What each worker needs to know first. */
  function prepare({ remote, generation }: StartedWorker): void {
    void remote.watchNetwork(proxy((wait) => waitListener(wait)));
    if (generation > 1 && engine) void chooseAgain(engine.choice, { remote, generation });
  }

  async function chooseAgain(choice: EngineChoice, { remote }: StartedWorker): Promise<void> {
    const status = await remote.chooseEngine(choice, proxy(replaceEngine));
    if (engine?.choice === choice && JSON.stringify(status) !== JSON.stringify(engine.status)) replaceEngine(status);
  }

  function replaceEngine(status: EngineStatus): void {
    if (engine) engine.status = status;
    engineListener(status);
  }

  async function job<T>(
    signal: AbortSignal,
    begin: (started: StartedWorker, job: number) => Promise<Outcome<T>>,
  ): Promise<T> {
    return valueIn(
      await call(async (started) => {
        const number = ++lastNumber;
        const cancel = () => void started.remote.cancel(number);
        signal.addEventListener('abort', cancel, { once: true });
        try {
          return await begin(started, number);
        } finally {
          signal.removeEventListener('abort', cancel);
        }
      }, signal),
    );
  }

  async function opened({ remote }: StartedWorker, id: ModelId, origin: ModelOrigin, onProgress: Progress) {
    return valueIn(await remote.open(++lastNumber, id, plainOrigin(origin), proxy(onProgress), readForWorker(origin)));
  }

  return {
    async chooseEngine(choice) {
      engine = { choice };
      const status = await call(({ remote }) => remote.chooseEngine(choice, proxy(replaceEngine)));
      if (engine.choice === choice) engine.status = status;
      return status;
    },
    onEngineChange(listener) {
      engineListener = listener;
    },
    onNetworkWait(listener) {
      waitListener = listener;
    },
    async open(origin, signal, onProgress, first) {
      const id = ++lastNumber;
      const description = await job(signal, async (started, number) => {
        const plain = plainOrigin(origin);
        const { remote } = started;
        const outcome = await remote.open(number, id, plain, proxy(onProgress), readForWorker(origin), first);
        if ('value' in outcome) models.add(id, origin, outcome.value, started);
        return outcome;
      });
      const questions = modelQuestions((name, args, cancel, onShare) =>
        job(cancel, async (started, number) => {
          await models.ensure([id, ...requestedModels(name, args)], started);
          throwIfCancelled(cancel);
          return started.remote.ask(number, id, name, args, onShare && proxy(onShare));
        }),
      );
      const close = () => {
        models.remove(id);
        tell((remote) => void remote.close(id));
      };
      return { ...description, ...questions, id, close };
    },
  };
}

function readForWorker(origin: ModelOrigin): ReadElsewhere | undefined {
  if (origin.kind !== 'host') return undefined;
  const read: ReadElsewhere = async (...args) =>
    handedOver(await outcomeOf(origin.read(...args)), ({ bytes }) => [bytes.buffer]);
  return proxy(read);
}
