import { proxy, type Remote, transfer, wrap } from 'comlink';
import { cancelable, ModelError } from '../modelError';
import { handedOver, outcomeOf, valueIn } from '../session/runningJobs';
import type { InputChoice } from './inputs';
import type { RunProgress } from './runBoth';
import type { BothReport, RunWorkerApi } from './runWorkerApi';
import type { Sensitivity } from './sensitivity';

/** The bytes of a model. The receiver can transfer them to another thread. */
export type ModelBytes = Uint8Array<ArrayBuffer>;

/** Runs models for the page. Each job has a worker of its own: memory of LiteRT only grows, and a cancel ends the worker in the middle of a run. */
export type RunSession = {
  /** @throws ModelError, `cancelled` after an abort */
  runBoth(
    before: ModelBytes,
    after: ModelBytes,
    choice: InputChoice,
    signal: AbortSignal,
    onProgress: RunProgress,
  ): Promise<BothReport>;
  /** See `sensitivities`. @throws ModelError, `cancelled` after an abort */
  sensitivities<Tensor>(
    original: ModelBytes,
    tensors: readonly Tensor[],
    prunedAlone: (tensor: Tensor, signal: AbortSignal) => Promise<ModelBytes>,
    choice: InputChoice,
    signal: AbortSignal,
    onResult: (result: Sensitivity<Tensor>) => void,
  ): Promise<void>;
};

/** @param startWorker starts a worker that exposes a RunWorkerApi */
export function runSession(startWorker: () => Worker): RunSession {
  async function inWorker<T>(signal: AbortSignal, work: (remote: Remote<RunWorkerApi>) => Promise<T>): Promise<T> {
    const worker = startWorker();
    const failed = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        reject(new ModelError('unsupported-type', notStarted));
      });
    });
    try {
      return await cancelable(Promise.race([work(wrap<RunWorkerApi>(worker)), failed]), signal);
    } finally {
      worker.terminate();
    }
  }

  return {
    runBoth: (before, after, choice, signal, onProgress) =>
      inWorker(signal, async (remote) =>
        valueIn(await remote.runBoth(handOver(before), handOver(after), choice, proxy(onProgress))),
      ),
    sensitivities: (original, tensors, prunedAlone, choice, signal, onResult) =>
      inWorker(signal, async (remote) => {
        const pruned = proxy(async (index: number) =>
          handedOver(await outcomeOf(prunedAlone(tensors[index]!, signal)), ({ buffer }) => [buffer]),
        );
        const report = proxy((result: Sensitivity<number>) => onResult({ ...result, tensor: tensors[result.tensor]! }));
        return valueIn(await remote.sensitivities(handOver(original), tensors.length, pruned, choice, report));
      }),
  };
}

const notStarted =
  'the worker that runs models did not start. Reload the page; if that does not help, use a current version of Chrome, Edge, Firefox or Safari.';

/** Marks bytes for transfer instead of copying. */
function handOver(bytes: ModelBytes): ModelBytes {
  return transfer(bytes, [bytes.buffer]);
}
