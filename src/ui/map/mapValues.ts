import { ModelError } from '../../modelError';
import { isWithin, type MatrixWindow } from '../../sparsity/matrixWindow';
import { latestTask } from '../../state/latestTask';
import type { AppStore } from '../../state/store';
import { isSameMatrix, type TensorMap } from '../../views/tensorMap';
import { maxWindowValues, type WindowValues } from '../../views/windowValues';

export type MapValues = {
  /** The values that are known. Starts reading those of the window that are missing. @param window undefined: none are requested */
  of(tensorMap: TensorMap, window: MatrixWindow | undefined): WindowValues | undefined;
  stop(): void;
};

/** A window that was requested. Another model can have a tensor of the same name and shape, so the contents are part of it. */
type ValueRequest = { readonly contents: unknown; readonly tensorMap: TensorMap; readonly window: MatrixWindow };

/** Reads the values that the map shows. @param onRead called after new values are read */
export function mapValues(store: AppStore, onRead: () => void): MapValues {
  const reading = latestTask();
  let known: { readonly of: ValueRequest; readonly values: WindowValues } | undefined;
  let requested: ValueRequest | undefined;

  async function read(tensorMap: TensorMap, window: MatrixWindow): Promise<void> {
    const task = reading.start();
    const { model } = store.getState();
    const of = { contents: model?.contents, tensorMap, window };
    requested = of;
    try {
      const values = await model?.windowValuesOf(tensorMap.tensor, tensorMap.view, window, task.signal);
      if (!task.isOn || !values) return;
      known = { of, values };
      onRead();
    } catch (thrown) {
      // The map is complete without values, and the readout reports the error.
      if (!(thrown instanceof ModelError)) throw thrown;
    }
  }

  return {
    of(tensorMap, window) {
      if (!window) return undefined;
      const { model } = store.getState();
      const isOf = (other: ValueRequest) =>
        other.contents === model?.contents && isSameMatrix(tensorMap, other.tensorMap);
      const values = known && isOf(known.of) ? known.values : undefined;
      const covers = values && isWithin(window, values);
      const isRequested = requested && isOf(requested) && isWithin(window, requested.window);
      if (!covers && !isRequested) void read(tensorMap, withSurroundings(window, tensorMap));
      return values;
    },
    stop: () => reading.stop(),
  };
}

/** Extends a window on each side by its own size, so that values are there when the view pans. Large windows stay unchanged. */
function withSurroundings(window: MatrixWindow, { view }: TensorMap): MatrixWindow {
  const [rows, columns] = [window.rowEnd - window.rowStart, window.columnEnd - window.columnStart];
  if (9 * rows * columns > maxWindowValues) return window;
  return {
    rowStart: Math.max(0, window.rowStart - rows),
    rowEnd: Math.min(view.rowCount, window.rowEnd + rows),
    columnStart: Math.max(0, window.columnStart - columns),
    columnEnd: Math.min(view.columnCount, window.columnEnd + columns),
  };
}
