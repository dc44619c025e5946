import { emptyMask, isNonZero, type Mask, nonZeroCount, setBit } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import { blockAt } from '../views/blocksInView';
import { elementAt, viewOf } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import type { Snapshot } from './snapshot';

// Rows or columns of a window in a link. Larger windows need a density pyramid to be drawn.
const maxSide = 1024;
// The mask of the complete matrix is allocated to draw a window of it.
const maxWeights = 2 ** 28;

/** Whether a window of a tensor can be drawn from a link. @param weights of the complete tensor */
export function fitsSnapshot({ rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow, weights: number): boolean {
  return Math.max(rowEnd - rowStart, columnEnd - columnStart) <= maxSide && weights <= maxWeights;
}

/** A map of which only the window of a snapshot is known; undefined if the window is too large. */
export function mapOfSnapshot({ tensor, view: choice, pattern, window, ...known }: Snapshot): TensorMap | undefined {
  const view = viewOf(tensor, choice);
  if (!fitsSnapshot(window, view.rowCount * view.columnCount)) return undefined;
  const mask = emptyMask(view.rowCount, view.columnCount);
  const of = blockSizeOf(pattern).columns;
  const violations = emptyMask(tensor.rowCount, Math.ceil(tensor.columnCount / of));
  eachBit(known.mask, (row, column) => setBit(mask, window.rowStart + row, window.columnStart + column));
  eachBit(known.violating, (row, column) => {
    const place = blockAt(view, elementAt(view, window.rowStart + row, window.columnStart + column), of);
    setBit(violations, place.row, place.block);
  });
  return {
    tensor,
    view,
    known: window,
    pyramid: { mask, levels: [] },
    margins: { rows: new Uint32Array(view.rowCount), columns: new Uint32Array(view.columnCount) },
    summary: { pattern, ...known.counts, rowNonzeros: new Uint32Array(tensor.rowCount), violations },
    violationCount: nonZeroCount(violations),
    marks: undefined,
  };
}

function eachBit(mask: Mask, onBit: (row: number, column: number) => void): void {
  for (let row = 0; row < mask.rowCount; row++) {
    for (let column = 0; column < mask.columnCount; column++) if (isNonZero(mask, row, column)) onBit(row, column);
  }
}
