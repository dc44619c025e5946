import { windowAround } from '../../heatmap/neighborhood';
import { blockSizeOf } from '../../sparsity/pattern';
import type { BlockPlace } from '../../sparsity/violations';
import type { Actions } from '../../state/actions';
import { type TensorMap, violationInMap } from '../../views/tensorMap';

/** A violating block, and its index among all of them, from 0. */
export type Violation = BlockPlace & { readonly number: number };

export type ViolationSteps = {
  /** The block of the last step. It stays when the reader moves the map. */
  readonly shown: Violation | undefined;
  /** Selects the next (1) or previous (-1) violating block and shows its neighborhood; undefined if there is none. */
  go(step: 1 | -1, tensorMap: TensorMap): Violation | undefined;
  /** Starts over: the next step goes to the first or last violation. */
  reset(): void;
  /** Starts over, and no block is shown. */
  clear(): void;
};

/** Walks through the violating blocks of a map. */
export function violationSteps(actions: Pick<Actions, 'requestWindow' | 'pick'>): ViolationSteps {
  let current = -1;
  let shown: Violation | undefined;
  return {
    get shown() {
      return shown;
    },
    go(step, tensorMap) {
      const count = tensorMap.violationCount;
      if (count === 0) return undefined;
      current = (current < 0 ? (step > 0 ? 0 : count - 1) : current + step + count) % count;
      const place = violationInMap(tensorMap, current)!;
      actions.requestWindow(windowAround(place, tensorMap));
      actions.pick({ row: place.row, column: place.block * blockSizeOf(tensorMap.summary.pattern).columns });
      shown = { ...place, number: current };
      return shown;
    },
    reset() {
      current = -1;
    },
    clear() {
      current = -1;
      shown = undefined;
    },
  };
}
