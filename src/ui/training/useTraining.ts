import { useEffect, useRef, useState } from 'react';
import type { BackendName } from '../../training/backend';
import type { KernelMap } from '../../training/kernelMap';
import type { TrainingStep } from '../../training/training';
import { type TrainedModel, trainedInWorker } from '../../training/trainingSession';
import type { TutorialOptions, TutorialProgress } from '../../training/tutorial';

/** What is known of a training. */
export type TrainingState = {
  readonly phase: 'ready' | 'running' | 'canceled' | 'failed' | 'done';
  /** The latest. */
  readonly progress?: TutorialProgress;
  readonly backend?: BackendName;
  readonly map?: KernelMap;
  readonly steps: readonly TrainingStep[];
  readonly failure?: string;
  readonly model?: TrainedModel;
};

const ready: TrainingState = { phase: 'ready', steps: [] };

/** A training, one at a time. It is canceled when the component is removed. */
export function useTraining(newWorker: () => Worker) {
  const [state, setState] = useState(ready);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function start(options: TutorialOptions): Promise<void> {
    running.current?.abort();
    const work = new AbortController();
    running.current = work;
    setState({ ...ready, phase: 'running' });
    try {
      const model = await trainedInWorker(newWorker(), options, work.signal, (progress) =>
        setState((before) => withProgress(before, progress)),
      );
      if (model) setState((before) => ({ ...before, phase: 'done', model }));
    } catch (thrown) {
      setState((before) => ({ ...before, phase: 'failed', failure: (thrown as Error).message }));
    }
  }

  function cancel(): void {
    running.current?.abort();
    setState((before) => ({ ...before, phase: 'canceled' }));
  }

  return { state, start, cancel };
}

function withProgress(before: TrainingState, progress: TutorialProgress): TrainingState {
  return {
    ...before,
    progress,
    ...(progress.phase === 'pruned' && { backend: progress.backend, map: progress.map }),
    ...(progress.phase === 'training' && { steps: [...before.steps, progress.step] }),
    ...(progress.phase === 'training' && progress.map && { map: progress.map }),
  };
}
