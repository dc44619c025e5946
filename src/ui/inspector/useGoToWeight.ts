import { windowAround } from '../../heatmap/neighborhood';
import type { Place } from '../../heatmap/viewport';
import { blockSizeOf } from '../../sparsity/pattern';
import { blockInView } from '../../views/blocksInView';
import { useActions, useApp } from '../shell/appContext';

/** Returns a function that shows a weight, by its place in the weight matrix, and its neighbors on the map. */
export function useGoToWeight(): (place: Place) => void {
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  const { requestWindow, pick } = useActions();
  return (place) => {
    if (!tensorMap) return;
    const of = blockSizeOf(tensorMap.summary.pattern).columns;
    const block = { row: place.row, block: Math.floor(place.column / of) };
    // A view of one tap does not show all weights.
    if (blockInView(tensorMap.view, block, of)) requestWindow(windowAround(block, tensorMap));
    pick(place);
  };
}
