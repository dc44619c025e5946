import { useEffect, useMemo, useState } from 'react';
import { ModelError } from '../../modelError';
import type { SessionModel } from '../../session/session';
import { latestTask } from '../../state/latestTask';
import { selectedTensor } from '../../state/store';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp, useAppValue } from '../shell/appContext';

/** An answer about the tensor on screen. */
export type TensorAnswer<T> =
  /** `share` that is done, 0 to 1, if the question reports it. */
  | { readonly phase: 'waiting'; readonly share?: number }
  | { readonly phase: 'done'; readonly value: T }
  | { readonly phase: 'failed'; readonly message: string };

/** @param onShare called with the share that is done, 0 to 1 */
type AskAbout<T> = (
  model: SessionModel,
  tensor: WeightTensor,
  signal: AbortSignal,
  onShare: (share: number) => void,
) => Promise<T>;

const waiting = { phase: 'waiting' } as const;

/**
 * Asks the session about the tensor on screen, once its map is ready. A new map, which is being read, interrupts the question.
 * @param ask must not change between renders for the same question
 * @param isWanted whether the answer is visible
 */
export function useTensorAnswer<T>(ask: AskAbout<T>, isWanted = true): TensorAnswer<T> {
  const { store } = useAppValue();
  const contents = useApp(({ model }) => model?.contents);
  const tensor = useApp(selectedTensor);
  const isDrawn = useApp(({ map }) => map.phase === 'ready');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another model or question is another subject
  const subject = useMemo(() => ({ tensor }), [contents, tensor, ask]);
  const [last, setLast] = useState<{ readonly subject: unknown; readonly answer: TensorAnswer<T> }>();
  const answer = last?.subject === subject ? last.answer : waiting;
  const isOpen = answer.phase === 'waiting';

  useEffect(() => {
    const { model } = store.getState();
    if (!isWanted || !isDrawn || !isOpen || !model || !subject.tensor) return;
    const reading = latestTask();
    const task = reading.start();
    const say = (said: TensorAnswer<T>) => task.isOn && setLast({ subject, answer: said });
    ask(model, subject.tensor, task.signal, (share) => say({ phase: 'waiting', share })).then(
      (value) => say({ phase: 'done', value }),
      (thrown: unknown) => {
        if (!(thrown instanceof ModelError)) throw thrown;
        say({ phase: 'failed', message: thrown.message });
      },
    );
    return reading.stop;
  }, [store, subject, ask, isWanted, isDrawn, isOpen]);

  return answer;
}
