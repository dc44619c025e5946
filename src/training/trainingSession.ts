import { proxy, type Remote, wrap } from 'comlink';
import type { SparsityReport } from '../sparsity/report';
import type { TrainedTutorial, TutorialOptions, TutorialProgress } from './tutorial';

/** A trained model, with the report on its file. */
export type TrainedModel = TrainedTutorial & { readonly fileName: string; readonly report: SparsityReport };

/** What the worker exposes to the page. */
export type TrainingApi = {
  train(options: TutorialOptions, onProgress: (progress: TutorialProgress) => void): Promise<TrainedModel>;
};

/**
 * Trains in a worker of its own, which ends afterwards.
 * @param worker one that exposes a TrainingApi
 * @returns undefined if the signal was aborted
 * @throws Error
 */
export async function trainedInWorker(
  worker: Worker,
  options: TutorialOptions,
  signal: AbortSignal,
  onProgress: (progress: TutorialProgress) => void,
): Promise<TrainedModel | undefined> {
  const ended = new Promise<undefined>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    worker.addEventListener('error', ({ message }) => reject(new Error(message || 'The worker did not start.')));
  });
  const remote: Remote<TrainingApi> = wrap<TrainingApi>(worker);
  const report = (progress: TutorialProgress) => {
    if (!signal.aborted) onProgress(progress);
  };
  try {
    return await Promise.race([ended, remote.train(options, proxy(report))]);
  } finally {
    worker.terminate();
  }
}
