import { clippedWindow } from '../../heatmap/viewport';
import type { AppState } from '../../state/store';
import type { TensorMap } from '../../views/tensorMap';
import { completeWindowOf } from './mapPlaces';

/**
 * Writes the data attributes of the map, which tests and scripts read: state, tensor, rows, columns and source.
 * The painter writes the state `ready`, after it has drawn.
 */
export function writeMapAttributes({ dataset }: HTMLElement, state: AppState, shown: TensorMap | undefined): void {
  dataset.tensor = state.selected ?? '';
  if (state.map.phase !== 'ready') dataset.state = state.map.phase === 'empty' ? '' : state.map.phase;
  if (!shown) {
    delete dataset.rows;
    delete dataset.columns;
    return;
  }
  if (shown.known) dataset.source = 'snapshot';
  else delete dataset.source;
  const inView = state.window ? clippedWindow(state.window, shown.view) : completeWindowOf(shown);
  dataset.rows = `${inView.rowStart}:${inView.rowEnd}`;
  dataset.columns = `${inView.columnStart}:${inView.columnEnd}`;
}
