import type { AppState } from '../../state/store';
import { isSameMatrix, type TensorMap } from '../../views/tensorMap';

export type ShownMap = {
  /** Undefined while no map is ready. */
  readonly tensorMap: TensorMap | undefined;
  /** Takes the map of a new state. */
  follow(state: AppState): ShownMapChange;
};

type ShownMapChange = {
  readonly isOtherMap: boolean;
  /** Another matrix, or another window was requested: the view must be placed. A new map of the same matrix keeps the view. */
  readonly isOtherView: boolean;
};

/** The map on screen. */
export function shownMap(): ShownMap {
  let tensorMap: TensorMap | undefined;
  let windowRequests = -1;

  return {
    get tensorMap() {
      return tensorMap;
    },
    follow(state) {
      const before = tensorMap;
      tensorMap = state.map.phase === 'ready' ? state.map.tensorMap : undefined;
      const isOtherMap = tensorMap !== before;
      if (!tensorMap) return { isOtherMap, isOtherView: false };
      const isOtherView = !isSameMatrix(tensorMap, before) || state.windowRequests !== windowRequests;
      windowRequests = state.windowRequests;
      return { isOtherMap, isOtherView };
    },
  };
}
