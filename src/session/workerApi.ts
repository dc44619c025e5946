import type { Progress } from '../bytes/urlSource';
import type { GpuAccess } from '../kernels/gpuAccess';
import type { EngineChoice } from '../sparsity/engine';
import { chosenEngine, type EngineListener } from './chosenEngine';
import { modelAnswers } from './modelAnswers';
import { openedMember } from './modelOpening';
import { buffersOf, type ProgressListener, type QuestionName } from './modelQuestions';
import { openModels } from './openModels';
import { handedOver, type Outcome, release, runningJobs } from './runningJobs';
import type { ModelDescription, ModelId } from './session';
import type { PlainOrigin, ReadElsewhere } from './sources';
import { tensorAnalyses } from './tensorAnalyses';

/** What the worker exposes to the page. Numbers of jobs and models are those of the page. */
export type WorkerApi = ReturnType<typeof workerApi>;

/** The server of a session: reads bytes, runs the engine and transfers masks. */
export function workerApi(gpu: GpuAccess) {
  const models = openModels();
  const engines = chosenEngine(gpu, () => analyses.forgetAll());
  const analyses = tensorAnalyses(models, engines);
  const { outcome, cancel } = runningJobs();

  return {
    chooseEngine: (choice: EngineChoice, onChange: EngineListener) => engines.choose(choice, onChange),
    /** @param read required for an origin of kind `host` */
    open(job: number, id: ModelId, origin: PlainOrigin, onProgress: Progress, read: ReadElsewhere | undefined) {
      return outcome(job, async (signal): Promise<ModelDescription> => {
        const { model, source, members } = await openedMember(origin, read, engines.engineFor, signal, onProgress);
        models.add(id, model, source, () => read && release(read));
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
      const answer = modelAnswers(id, { models, engines, analyses })[name] as (...args: unknown[]) => Promise<unknown>;
      try {
        const result = await outcome(job, (signal) => answer(...args, signal, onProgress));
        return handedOver(result, (value) => buffersOf(name, value));
      } finally {
        if (onProgress) release(onProgress);
      }
    },
    cancel,
    close(id: ModelId): void {
      models.close(id);
      analyses.forget(id);
    },
  };
}
