import { completeWindow, type Place, type Placement, weightAt } from '../../heatmap/viewport';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import { blockInView } from '../../views/blocksInView';
import { elementAt } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';

/** The window of all that a map knows: the complete matrix, or the window of a link. */
export function completeWindowOf({ known, view }: TensorMap): MatrixWindow {
  return known ?? completeWindow(view);
}

export function isKnown({ known }: TensorMap, { row, column }: Place): boolean {
  if (!known) return true;
  return row >= known.rowStart && row < known.rowEnd && column >= known.columnStart && column < known.columnEnd;
}

/** The cell at a point of the surface, CSS pixels; undefined if the map does not know it. */
export function knownWeightAt(tensorMap: TensorMap, placement: Placement, x: number, y: number): Place | undefined {
  const place = weightAt(placement, tensorMap.view, x, y);
  return place && isKnown(tensorMap, place) ? place : undefined;
}

/** Row and column of the weight matrix that is drawn at a cell. */
export function weightOfPlace({ view, tensor }: TensorMap, { row, column }: Place): Place {
  const element = elementAt(view, row, column);
  return { row: Math.floor(element / tensor.columnCount), column: element % tensor.columnCount };
}

/** The cell of a weight; undefined if the view does not show it. */
export function placeInView({ view }: TensorMap, { row, column }: Place): Place | undefined {
  const cells = blockInView(view, { row, block: column }, 1);
  return cells && { row: cells.rowStart, column: cells.columnStart };
}
