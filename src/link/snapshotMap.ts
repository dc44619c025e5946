import { emptyMask, isNonZero, type Mask, nonZeroCount, setBit } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import { countsFor, type DensityPyramid, levelSizes } from '../sparsity/pyramid';
import { blockAt } from '../views/blocksInView';
import { elementAt, type MatrixView, viewOf } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import type { MaskInWindow, Snapshot } from './snapshot';
import { maxMaskCells } from './snapshotBytes';

// The mask and the pyramid of the complete matrix are allocated to draw a window of it: 32 MB and 24 MB.
const maxWeights = 2 ** 28;

/** Whether the mask of a window can be drawn from a link. @param weights of the complete tensor */
export function fitsMask({ rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow, weights: number): boolean {
  return (rowEnd - rowStart) * (columnEnd - columnStart) <= maxMaskCells && weights <= maxWeights;
}

/** A map of which only the window of a snapshot is known; undefined if the mask of the window is too large. */
export function mapOfSnapshot(snapshot: Snapshot): TensorMap | undefined {
  const { tensor, view: choice, pattern, window, counts, picture } = snapshot;
  const view = viewOf(tensor, choice);
  const map = { tensor, view, known: window, margins: noMargins, marks: undefined };
  const summary = { pattern, ...counts, rowNonzeros: new Uint32Array() };
  if (picture) {
    const violations = emptyMask(0, 0);
    return { ...map, picture, pyramid: noPyramid, summary: { ...summary, violations }, violationCount: 0 };
  }
  if (!fitsMask(window, view.rowCount * view.columnCount)) return undefined;
  const violations = violationsOf(snapshot, view);
  return {
    ...map,
    pyramid: pyramidOf(snapshot.mask, window, view),
    summary: { ...summary, violations },
    violationCount: nonZeroCount(violations),
  };
}

// Margins need the complete matrix.
const noMargins = { rows: new Uint32Array(), columns: new Uint32Array() };
const noPyramid: DensityPyramid = { mask: emptyMask(0, 0), levels: [] };

/** The pyramid of the complete matrix, with the non-zeros of the window only. */
function pyramidOf(known: Mask, window: MatrixWindow, view: MatrixView): DensityPyramid {
  const mask = emptyMask(view.rowCount, view.columnCount);
  const levels = levelSizes(mask).map((size) => ({
    ...size,
    counts: countsFor(size.cellSize, size.rowCount * size.columnCount),
  }));
  eachBit(known, (windowRow, windowColumn) => {
    const [row, column] = [window.rowStart + windowRow, window.columnStart + windowColumn];
    setBit(mask, row, column);
    for (const { cellSize, columnCount, counts } of levels) {
      counts[Math.floor(row / cellSize) * columnCount + Math.floor(column / cellSize)]++;
    }
  });
  return { mask, levels };
}

/** The violating blocks of the weight matrix that are in the window. */
function violationsOf({ tensor, pattern, window, violating }: Snapshot & MaskInWindow, view: MatrixView): Mask {
  const of = blockSizeOf(pattern).columns;
  const violations = emptyMask(tensor.rowCount, Math.ceil(tensor.columnCount / of));
  eachBit(violating, (row, column) => {
    const place = blockAt(view, elementAt(view, window.rowStart + row, window.columnStart + column), of);
    setBit(violations, place.row, place.block);
  });
  return violations;
}

function eachBit(mask: Mask, onBit: (row: number, column: number) => void): void {
  for (let row = 0; row < mask.rowCount; row++) {
    for (let column = 0; column < mask.columnCount; column++) if (isNonZero(mask, row, column)) onBit(row, column);
  }
}
