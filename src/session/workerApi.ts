import { networkWaits, type WaitListener } from '../bytes/networkWait';
import type { Progress } from '../bytes/requests';
import type { GpuAccess } from '../kernels/gpuAccess';
import type { EngineChoice } from '../sparsity/engine';
import { begunMap } from './begunMap';
import { chosenEngine, type EngineListener } from './chosenEngine';
import { firstDrawing } from './firstTensor';
import { type LoadRewriting, modelAnswers } from './modelAnswers';
import { openedMember } from './modelOpening';
import { buffersOf, type ProgressListener, type QuestionName } from './modelQuestions';
import { openModels } from './openModels';
import type { FirstMap } from './questionData';
import { handedOver, type Outcome, release, runningJobs } from './runningJobs';
import type { ModelDescription, ModelId } from './session';
import type { PlainOrigin, ReadElsewhere } from './sources';
import { tensorAnalyses } from './tensorAnalyses';

/** What the worker exposes to the page. Numbers of jobs and models are those of the page. */
export type WorkerApi = ReturnType<typeof workerApi>;

/** The server of a session: reads bytes, runs the engine and transfers masks. */
export function workerApi(gpu: GpuAccess, loadRewriting?: LoadRewriting) {
  const models = openModels();
  const begun = begunMap();
  const engines = chosenEngine(gpu, () => {
    analyses.forgetAll();
    begun.stop();
  });
  const analyses = tensorAnalyses(models, engines);
  const { outcome, cancel } = runningJobs();
  let onWait: WaitListener = () => {};
  const network = networkWaits((wait) => onWait(wait));
  const answersOn = (id: ModelId) => modelAnswers(id, { models, engines, analyses, begun }, loadRewriting);

  return {
    /** Answers at once, unless this thread is busy. */
    ping: () => true,
    watchNetwork(listener: WaitListener): void {
      onWait = listener;
    },
    chooseEngine: (choice: EngineChoice, onChange: EngineListener) => engines.choose(choice, onChange),
    /** @param read required for an origin of kind `host` @param first the map to begin as soon as the model is open */
    open(
      job: number,
      id: ModelId,
      origin: PlainOrigin,
      onProgress: Progress,
      read: ReadElsewhere | undefined,
      first?: FirstMap,
    ) {
      engines.endWarmUp();
      return outcome(job, async (signal): Promise<ModelDescription> => {
        const { model, files, members } = await openedMember(
          origin,
          read,
          engines.engineFor,
          signal,
          onProgress,
          network,
        );
        models.add(id, model, files, () => read && release(read));
        const found = first && firstDrawing(model.contents.tensors, first);
        if (found) {
          const { tensor, drawing } = found;
          begun.begin(id, tensor, drawing, (cancel, onRows) =>
            answersOn(id).tensorMapOf(tensor, drawing, cancel, onRows),
          );
        }
        return { contents: model.contents, members };
      }).finally(() => release(onProgress));
    },
    /** @param args those of the question before its signal */
    async ask(
      job: number,
      id: ModelId,
      name: QuestionName,
      args: readonly unknown[],
      onProgress?: ProgressListener,
    ): Promise<Outcome<unknown>> {
      // The client checks the types of arguments and answers: see modelQuestions.
      const answer = answersOn(id)[name] as (...args: unknown[]) => Promise<unknown>;
      try {
        const result = await outcome(job, (signal) => answer(...args, signal, onProgress));
        return handedOver(result, (value) => buffersOf(name, value));
      } finally {
        if (onProgress) release(onProgress);
      }
    },
    cancel,
    close(id: ModelId): void {
      begun.stop(id);
      models.close(id);
      analyses.forget(id);
    },
  };
}
