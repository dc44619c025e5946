import { ModelError } from '../modelError';
import type { Counts, SessionModel } from '../session/session';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { latestTask } from './latestTask';
import { problemOf } from './problem';
import { type AppStore, selectedTensor, type TensorResult } from './store';

/** Reads the weights of the open model: first the tensor on screen, then the others. */
export function readingOn(store: AppStore) {
  const { getState, setState } = store;
  const drawing = latestTask();
  const counting = latestTask();
  const describing = latestTask();
  let drawn: Promise<void> = Promise.resolve();

  /** Shows a tensor, whole or at a window. */
  function select(key: string, window?: MatrixWindow, caption?: string): Promise<void> {
    const { selected, map } = getState();
    if (selected === key && (map.phase === 'ready' || map.phase === 'loading')) {
      askFor(window, caption);
      return drawn;
    }
    // In one step: the address bar writes what it sees, and a tensor with the window of another is nothing to link to.
    setState(({ windowRequests }) => ({
      selected: key,
      map: { phase: 'loading' },
      atlas: false,
      structure: undefined,
      picked: undefined,
      window,
      caption,
      windowRequests: windowRequests + 1,
    }));
    return draw();
  }

  /** A window that a link or a button asks for is kept until the person moves the view. */
  function askFor(window: MatrixWindow | undefined, caption?: string): void {
    setState(({ windowRequests }) => ({ window, caption, windowRequests: windowRequests + 1, atlas: false }));
  }

  function draw(): Promise<void> {
    drawn = drawSelected();
    return drawn;
  }

  async function drawSelected(): Promise<void> {
    const task = drawing.start();
    // What is on screen comes first: reading the other tensors waits until it is drawn.
    counting.stop();
    const state = getState();
    const { model, pattern, view, threshold } = state;
    const tensor = selectedTensor(state);
    if (!model || !tensor) return;
    const key = tensorKey(tensor);
    try {
      const { tensorMap, counts } = await model.tensorMapOf(
        tensor,
        { pattern, view, threshold },
        task.signal,
        (rows, total) => {
          if (task.isOn) setState({ map: { phase: 'loading', share: rows / total } });
        },
      );
      if (!task.isOn) return;
      task.done();
      setState(({ results }) => ({
        map: { phase: 'ready', tensorMap },
        results: new Map([...results, [key, { phase: 'done', counts }]]),
      }));
      void describe(model, tensor);
    } catch (thrown) {
      if (!task.isOn) return;
      task.done();
      fail(key, problemOf(thrown, '').message);
    }
    if (getState().counting) void countAll();
  }

  /** The structure of the tensor on screen comes after its map. It does not depend on the pattern or the view. */
  async function describe(model: SessionModel, tensor: WeightTensor): Promise<void> {
    if (getState().structure) return;
    const task = describing.start();
    try {
      const structure = await model.structureOf(tensor, task.signal);
      if (task.isOn && getState().selected === tensorKey(tensor)) setState({ structure });
    } catch (thrown) {
      // Why it cannot be read stands in the place of its map.
      if (!(thrown instanceof ModelError)) throw thrown;
    }
    task.done();
  }

  /** Gives up reading the tensor on screen; choosing it again begins anew. */
  function cancelDrawing(): void {
    drawing.stop();
    fail(getState().selected, 'Reading this tensor was cancelled. Choose it again to read it.');
    if (getState().counting) void countAll();
  }

  function fail(key: string | undefined, message: string): void {
    setState({ map: { phase: 'failed', message } });
    if (key !== undefined) setResults([[key, { phase: 'failed', message }]]);
  }

  /** Analyses the tensors that wait, the largest last, once the one on screen is drawn. While one is computed the next is read. */
  async function countAll(): Promise<void> {
    const task = counting.start();
    for (let seen: unknown; seen !== drawn; ) {
      seen = drawn;
      await drawn;
    }
    const { model, pattern, results, threshold } = getState();
    if (!model || !task.isOn) return;
    const waiting = model.contents.tensors
      .filter((tensor) => results.get(tensorKey(tensor))?.phase === 'waiting')
      .sort((a, b) => elementCount(a) - elementCount(b));
    setState({ model: { ...model, unread: false }, counting: { done: 0, total: waiting.length } });
    const finished = new Map<string, TensorResult>();
    let shownAt = performance.now();
    let done = 0;
    const left = waiting.values();
    async function lane(): Promise<void> {
      for (const tensor of left) {
        const result = await resultOf(model!.countsOf(tensor, pattern, task.signal, threshold));
        if (!task.isOn) return;
        finished.set(tensorKey(tensor), result);
        done++;
        // Hundreds of small tensors are done in a blink; the table need not follow each of them.
        if (performance.now() - shownAt < 100) continue;
        setResults(finished);
        setState({ counting: { done, total: waiting.length } });
        finished.clear();
        shownAt = performance.now();
      }
    }
    await Promise.all([lane(), lane()]);
    if (!task.isOn) return;
    setResults(finished);
    setState({ counting: undefined });
  }

  /** Leaves the tensors that are not read yet; they can be read later. */
  function stopCounting(): void {
    counting.stop();
    setState(({ model }) => ({ counting: undefined, model: model && { ...model, unread: true } }));
  }

  /** Forgets all figures and reads them again: with another engine, or for another pattern. The map stays until there is the next. */
  async function readAgain(): Promise<void> {
    const { model } = getState();
    if (!model) return;
    counting.stop();
    setState({ counting: undefined, results: waitingResults(model.contents.tensors) });
    await draw();
    if (!model.unread && isOpen(model)) await countAll();
  }

  /** Ends all reading, for another model is coming. */
  function stop(): void {
    drawing.stop();
    counting.stop();
    describing.stop();
  }

  function isOpen({ contents }: { contents: unknown }): boolean {
    return getState().model?.contents === contents;
  }

  function setResults(finished: Iterable<readonly [string, TensorResult]>): void {
    setState(({ results }) => ({ results: new Map([...results, ...finished]) }));
  }

  return { select, askFor, cancelDrawing, countAll, stopCounting, readAgain, draw, stop, isOpen };
}

export function waitingResults(tensors: readonly WeightTensor[]): Map<string, TensorResult> {
  return new Map(tensors.map((tensor) => [tensorKey(tensor), { phase: 'waiting' }]));
}

async function resultOf(counts: Promise<Counts>): Promise<TensorResult> {
  try {
    return { phase: 'done', counts: await counts };
  } catch (thrown) {
    return { phase: 'failed', message: problemOf(thrown, '').message };
  }
}
