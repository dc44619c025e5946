import { useEffect, useState } from 'react';
import { sentenceOf } from '../../modelError';
import { latestTask } from '../../state/latestTask';
import { clauseOf } from '../../state/problem';

/** A piece of work that a person starts and can cancel. */
export type Run<T> =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running'; readonly progress: T | undefined }
  | { readonly phase: 'done'; readonly result: T }
  | { readonly phase: 'canceled'; readonly progress: T | undefined }
  | { readonly phase: 'failed'; readonly sentence: string };

/**
 * Runs one piece of work at a time. It is canceled when the component goes.
 * @returns the run, and what starts and cancels it. Work that is not done yet reports how far it is by `onProgress`
 */
export function useRun<T>() {
  const [run, setRun] = useState<Run<T>>({ phase: 'idle' });
  const [tasks] = useState(latestTask);
  useEffect(() => tasks.stop, [tasks]);

  async function start(work: (signal: AbortSignal, onProgress: (progress: T) => void) => Promise<T>): Promise<void> {
    const task = tasks.start();
    setRun({ phase: 'running', progress: undefined });
    try {
      const result = await work(task.signal, (progress) => task.isOn && setRun({ phase: 'running', progress }));
      if (task.isOn) setRun({ phase: 'done', result });
    } catch (thrown) {
      if (task.isOn) setRun({ phase: 'failed', sentence: sentenceOf(clauseOf(thrown)) });
    } finally {
      task.done();
    }
  }

  function cancel(): void {
    tasks.stop();
    setRun((last) => (last.phase === 'running' ? { phase: 'canceled', progress: last.progress } : last));
  }

  return { run, start, cancel };
}
