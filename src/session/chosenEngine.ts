import { type EngineSet, engineSetFor } from '../kernels/engineChoice';
import type { GpuAccess } from '../kernels/gpuAccess';
import type { Engine, EngineChoice, EngineStatus } from '../sparsity/engine';
import { release } from './runningJobs';
import { warmUp } from './warmUp';

export type EngineListener = (status: EngineStatus) => void;

/** The engines of this thread, as the page chose them. */
export type ChosenEngine = {
  /** @param onChange called when the status changes later, until the next choice; a proxy of the other thread */
  choose(choice: EngineChoice, onChange: EngineListener): Promise<EngineStatus>;
  /** Resolves when the choice under way, if any, is complete. */
  ready(): Promise<void>;
  /** @param byteLength of the weights of a tensor */
  engineFor(byteLength: number): Engine;
  /** Ends what runs ahead of the first model. */
  endWarmUp(): void;
};

/** @param onReplace called before the engines are replaced */
export function chosenEngine(gpu: GpuAccess, onReplace: () => void): ChosenEngine {
  let engines: EngineSet | undefined;
  let listener: EngineListener | undefined;
  let choosing: Promise<void> = Promise.resolve();
  let isWarmUpNeeded = true;

  function engineFor(byteLength: number): Engine {
    if (!engines) throw new Error('a model was opened before an engine was chosen');
    return engines.engineFor(byteLength);
  }

  return {
    engineFor,
    ready: () => choosing,
    endWarmUp() {
      isWarmUpNeeded = false;
    },
    choose(choice, onChange) {
      choosing = choosing.then(async () => {
        // tfjs has a single WebGPU backend, so dispose of the old engine before the new one starts. Running work falls back.
        engines?.dispose();
        onReplace();
        engines = await engineSetFor(choice, gpu, onChange);
        if (listener) release(listener);
        listener = onChange;
      });
      // Queued after the questions that already wait for the engine.
      void choosing.then(() => warmUp(engineFor(0), () => isWarmUpNeeded));
      return choosing.then(() => engines!.status);
    },
  };
}
