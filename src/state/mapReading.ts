import type { Drawn, DrawnPattern } from '../session/questionData';
import type { SessionModel } from '../session/session';
import type { RowProgress } from '../sparsity/timedAnalysis';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { viewOf, viewText } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import type { AppState, AppStore } from './store';

/** Reads the map of the tensor on screen. After a change of pattern it reads only the part that depends on the pattern. */
export function mapReading({ getState }: Pick<AppStore, 'getState'>) {
  const requests = new WeakMap<TensorMap, MatrixRequest>();

  return {
    /** The map for the pattern, view and threshold in the store. @throws ModelError */
    async mapOf(
      model: SessionModel,
      tensor: WeightTensor,
      signal: AbortSignal,
      onProgress: RowProgress,
    ): Promise<Drawn> {
      const state = getState();
      const { map, pattern, view, threshold } = state;
      const request = matrixRequest(model, tensor, state);
      const shown = map.phase === 'ready' ? map.tensorMap : undefined;
      const drawn =
        shown && isSame(request, requests.get(shown))
          ? withPattern(shown, await model.patternMapOf(tensor, { pattern, view, threshold }, signal, onProgress))
          : await model.tensorMapOf(tensor, { pattern, view, threshold }, signal, onProgress);
      // At the start of the page, the first map can be requested before the engine is known.
      requests.set(drawn.tensorMap, { ...request, engine: request.engine ?? getState().engine });
      return drawn;
    },
  };
}

function withPattern(tensorMap: TensorMap, { counts, patternMap }: DrawnPattern): Drawn {
  return { counts, tensorMap: { ...tensorMap, ...patternMap } };
}

/** What the pattern-independent part of a map was read for. A choice of engine reads everything again, even if it is the same engine. */
type MatrixRequest = { readonly key: string; readonly engine: AppState['engine'] };

function matrixRequest(
  { id }: SessionModel,
  tensor: WeightTensor,
  { view, threshold = 0, engine }: Pick<AppState, 'view' | 'threshold' | 'engine'>,
): MatrixRequest {
  return { key: [id, tensorKey(tensor), viewText(viewOf(tensor, view)), threshold].join(' '), engine };
}

function isSame(a: MatrixRequest, b: MatrixRequest | undefined): boolean {
  return a.key === b?.key && a.engine === b.engine;
}
