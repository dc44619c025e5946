import type { Reading } from './reading';
import type { AppStore } from './store';

/**
 * Moves the threshold while the reader drags it. The state has each threshold at once. One map is read at a time: when it is ready, the newest
 * threshold is drawn, and those in between are left out. So the map follows a drag as fast as it can be computed, and continues to update during a long drag.
 */
export function thresholdMovingOn({ getState, setState }: AppStore, reading: Pick<Reading, 'draw'>) {
  let isDrawing = false;

  /** @param threshold undefined: exact zeros only @returns when the map is that of the newest threshold, or at once if one is being drawn */
  async function moveThreshold(threshold: number | undefined): Promise<void> {
    if (threshold === getState().threshold) return;
    setState({ threshold });
    if (isDrawing) return;
    isDrawing = true;
    try {
      let drawn: number | undefined;
      do {
        drawn = getState().threshold;
        await reading.draw({ keepsMap: true });
      } while (drawn !== getState().threshold);
    } finally {
      isDrawing = false;
    }
  }

  return { moveThreshold };
}
