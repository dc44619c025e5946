import { countingOn } from './counting';
import { type DrawOptions, drawingOn } from './drawing';
import { waitingResults } from './results';
import type { AppStore } from './store';

/** Reads the weights of the open model: the tensor on screen first, then the others. */
export function readingOn(store: AppStore) {
  const { getState, setState } = store;
  const drawing = drawingOn(store);
  let drawn: Promise<void> = Promise.resolve();
  const { countAll, stopCounting, pause, resume } = countingOn(store, () => drawn);

  /** Draws the selected tensor. Counting is paused until its map is ready. */
  function draw(options?: DrawOptions): Promise<void> {
    drawn = drawBeforeCounting(options);
    return drawn;
  }

  async function drawBeforeCounting(options?: DrawOptions): Promise<void> {
    pause();
    if (await drawing.draw(options)) resume();
  }

  /** Cancels the map of the selected tensor. Selecting the tensor again draws it. */
  function cancelDrawing(): void {
    drawing.cancel();
    resume();
  }

  /** Computes all results again, with another engine or for another pattern. The map stays until the next is ready. */
  async function readAgain(): Promise<void> {
    const { model } = getState();
    if (!model) return;
    pause();
    clearResults();
    await draw();
    if (!model.unread && isOpen(model)) await countAll();
  }

  function clearResults(): void {
    setState(({ model, results }) => ({
      counting: undefined,
      results: model ? waitingResults(model.contents.tensors) : results,
    }));
  }

  /** Cancels the map and pauses counting. */
  function stop(): void {
    drawing.stop();
    pause();
  }

  function isOpen({ contents }: { contents: unknown }): boolean {
    return getState().model?.contents === contents;
  }

  return { draw, drawn: () => drawn, cancelDrawing, countAll, stopCounting, readAgain, clearResults, stop, isOpen };
}

export type Reading = ReturnType<typeof readingOn>;
