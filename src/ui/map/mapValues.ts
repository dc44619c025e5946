import { valueWindow } from '../../heatmap/cellValues';
import type { PixelSize, Placement, Viewport } from '../../heatmap/viewport';
import { ModelError } from '../../modelError';
import { latestTask } from '../../state/latestTask';
import type { AppStore } from '../../state/store';
import { isSameMatrix, type TensorMap } from '../../views/tensorMap';
import { maxWindowValues, type WindowValues } from '../../views/windowValues';

export type MapValues = {
  /** The numbers of what is in view as far as they are known; what is not is being read. */
  of(tensorMap: TensorMap, placement: Placement, size: PixelSize): WindowValues | undefined;
  stop(): void;
};

/** Another model may have a tensor of the same name and shape. */
type Asked = { readonly contents: unknown; readonly tensorMap: TensorMap; readonly window: Viewport };

/** Reads the numbers that are written into cells, once cells are large enough. @param onRead when there are new ones */
export function mapValues(store: AppStore, onRead: () => void): MapValues {
  const reading = latestTask();
  let known: { readonly of: Asked; readonly values: WindowValues } | undefined;
  let asked: Asked | undefined;

  async function read(tensorMap: TensorMap, window: Viewport): Promise<void> {
    const task = reading.start();
    const { model } = store.getState();
    const of = { contents: model?.contents, tensorMap, window };
    asked = of;
    try {
      const values = await model?.windowValuesOf(tensorMap.tensor, tensorMap.view, window, task.signal);
      if (!task.isOn || !values) return;
      known = { of, values };
      onRead();
    } catch (thrown) {
      // Colors say what is zero without them, and the value under the pointer says why it cannot be read.
      if (!(thrown instanceof ModelError)) throw thrown;
    }
  }

  return {
    of(tensorMap, placement, size) {
      const window = valueWindow(tensorMap, placement, size, 1);
      if (!window) return undefined;
      const { model } = store.getState();
      const isOf = (other: Asked) => other.contents === model?.contents && isSameMatrix(tensorMap, other.tensorMap);
      const values = known && isOf(known.of) ? known.values : undefined;
      const covers = values && isWithin(window, values);
      const isAsked = asked && isOf(asked) && isWithin(window, asked.window);
      if (!covers && !isAsked) void read(tensorMap, withSurroundings(window, tensorMap));
      return values;
    },
    stop: () => reading.stop(),
  };
}

/** Whether a window is inside another one. */
export function isWithin(inner: Viewport, outer: Viewport): boolean {
  return (
    inner.rowStart >= outer.rowStart &&
    inner.rowEnd <= outer.rowEnd &&
    inner.columnStart >= outer.columnStart &&
    inner.columnEnd <= outer.columnEnd
  );
}

/** As much on each side as is in view, so that panning shows numbers at once, as far as it may be. */
function withSurroundings(window: Viewport, { view }: TensorMap): Viewport {
  const [rows, columns] = [window.rowEnd - window.rowStart, window.columnEnd - window.columnStart];
  if (9 * rows * columns > maxWindowValues) return window;
  return {
    rowStart: Math.max(0, window.rowStart - rows),
    rowEnd: Math.min(view.rowCount, window.rowEnd + rows),
    columnStart: Math.max(0, window.columnStart - columns),
    columnEnd: Math.min(view.columnCount, window.columnEnd + columns),
  };
}
