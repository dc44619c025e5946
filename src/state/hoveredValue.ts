import { ModelError } from '../modelError';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { WeightValue } from '../tflite/weights/weightValue';
import { latestTask } from './latestTask';
import type { AppStore } from './store';

/** Reads values of weights for the readout, one at a time. */
export function hoveredValueOn({ getState }: AppStore) {
  const hovering = latestTask();

  /** @returns undefined if another value was requested in the meantime, or it cannot be read */
  async function valueAt(tensor: WeightTensor, row: number, column: number): Promise<WeightValue | undefined> {
    const task = hovering.start();
    try {
      return await getState().model?.valueAt(tensor, row, column, task.signal);
    } catch (thrown) {
      if (thrown instanceof ModelError) return undefined;
      throw thrown;
    }
  }

  return { valueAt };
}
