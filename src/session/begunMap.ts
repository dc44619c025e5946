import { patternText } from '../sparsity/pattern';
import type { RowProgress } from '../sparsity/timedAnalysis';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { viewText } from '../views/matrixView';
import type { Drawing, Drawn } from './questionData';
import type { ModelId } from './session';

/** Draws a map, as `tensorMapOf` of an open model does. */
type Draw = (signal: AbortSignal, onProgress: RowProgress) => Promise<Drawn>;

type Begun = {
  readonly id: ModelId;
  readonly key: string;
  readonly drawn: Promise<Drawn>;
  onProgress: RowProgress;
  stop(): void;
};

/**
 * The first map of the model that was opened last. It is begun as soon as the model is open, while the page prepares to show it. The page's
 * question for the map then takes it, if it is about the same map.
 */
export function begunMap() {
  let begun: Begun | undefined;

  /** @param id default: any model */
  function stop(id?: ModelId): void {
    if (!begun || (id !== undefined && begun.id !== id)) return;
    begun.stop();
    begun = undefined;
  }

  return {
    begin(id: ModelId, tensor: WeightTensor, drawing: Drawing, draw: Draw): void {
      stop();
      const controller = new AbortController();
      const next: Begun = {
        id,
        key: keyOf(tensor, drawing),
        drawn: draw(controller.signal, (rows, total) => next.onProgress(rows, total)),
        onProgress: () => {},
        stop: () => controller.abort(),
      };
      // Reported to the page only if it asks for this map.
      next.drawn.catch(() => {});
      begun = next;
    },
    /** The map that was begun, once: its buffers are transferred to the page. Any other question for a map stops it. */
    take(
      id: ModelId,
      tensor: WeightTensor,
      drawing: Drawing,
      signal: AbortSignal,
      onProgress: RowProgress,
    ): Promise<Drawn> | undefined {
      if (begun?.id !== id) return undefined;
      const taken = begun;
      begun = undefined;
      if (taken.key !== keyOf(tensor, drawing) || signal.aborted) {
        taken.stop();
        return undefined;
      }
      taken.onProgress = onProgress;
      signal.addEventListener('abort', taken.stop, { once: true });
      return taken.drawn;
    },
    stop,
  };
}

export type BegunMap = ReturnType<typeof begunMap>;

function keyOf(tensor: WeightTensor, { pattern, threshold = 0, view }: Drawing): string {
  return [tensorKey(tensor), patternText(pattern), threshold, viewText(view)].join(' ');
}
