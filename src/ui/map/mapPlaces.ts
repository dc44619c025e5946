import { type Place, wholeMatrix } from '../../heatmap/viewport';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import { blockInView } from '../../views/blocksInView';
import { elementAt } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';

/** All that a picture shows: the matrix, or the window that is known of it. */
export function wholeOf({ known, view }: TensorMap): MatrixWindow {
  return known ?? wholeMatrix(view);
}

export function isKnown({ known }: TensorMap, { row, column }: Place): boolean {
  if (!known) return true;
  return row >= known.rowStart && row < known.rowEnd && column >= known.columnStart && column < known.columnEnd;
}

/** Row and column of the weight matrix that is drawn at a cell. */
export function weightOfPlace({ view, tensor }: TensorMap, { row, column }: Place): Place {
  const element = elementAt(view, row, column);
  return { row: Math.floor(element / tensor.columnCount), column: element % tensor.columnCount };
}

/** The cell that a weight is drawn at, if the view shows it. */
export function placeInView({ view }: TensorMap, { row, column }: Place): Place | undefined {
  const cells = blockInView(view, { row, block: column }, 1);
  return cells && { row: cells.rowStart, column: cells.columnStart };
}
