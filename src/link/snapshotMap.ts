import { emptyMask, type Mask, nonZeroCount, setBit } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import { countsFor, type DensityPyramid, levelSizes } from '../sparsity/pyramid';
import { blockAt, blockMarks } from '../views/blocksInView';
import { elementAt, type MatrixView, viewOf } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import type { MaskInWindow, Snapshot } from './snapshot';
import { maxMaskCells } from './snapshotBytes';

// The mask and the pyramid of the complete matrix are allocated to draw a window of it: 32 MB and 24 MB.
const maxWeights = 2 ** 28;

// Blocks in view are found among all blocks of the tensor, which takes less than 50 ms up to this number of weights.
const maxMarkedWeights = 2 ** 22;

/** Whether the mask of a window can be drawn from a link. @param weights of the complete tensor */
export function fitsMask({ rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow, weights: number): boolean {
  return (rowEnd - rowStart) * (columnEnd - columnStart) <= maxMaskCells && weights <= maxWeights;
}

/** A map of which only the window of a snapshot is known; undefined if the mask of the window is too large. */
export function mapOfSnapshot(snapshot: Snapshot): TensorMap | undefined {
  const { tensor, view: choice, pattern, window, counts, picture } = snapshot;
  const view = viewOf(tensor, choice);
  const map = { tensor, view, known: window, margins: noMargins };
  const summary = { pattern, ...counts, rowNonzeros: new Uint32Array() };
  if (picture) {
    const violations = emptyMask(0, 0);
    return {
      ...map,
      picture,
      pyramid: noPyramid,
      summary: { ...summary, violations },
      violationCount: 0,
      marks: undefined,
    };
  }
  if (!fitsMask(window, view.rowCount * view.columnCount)) return undefined;
  const mask = emptyMask(view.rowCount, view.columnCount);
  eachBit(snapshot.mask, (row, column) => setBit(mask, window.rowStart + row, window.columnStart + column));
  const violations = violationsOf(snapshot, view);
  return {
    ...map,
    pyramid: pyramidOfFew(mask),
    summary: { ...summary, violations },
    violationCount: nonZeroCount(violations),
    marks: marksOf(violations, view, blockSizeOf(pattern).columns),
  };
}

// Margins need the complete matrix.
const noMargins = { rows: new Uint32Array(), columns: new Uint32Array() };
const noPyramid: DensityPyramid = { mask: emptyMask(0, 0), levels: [] };

/** The pyramid of a mask with few non-zeros: as many as fit into a link, in a mask of any size. */
function pyramidOfFew(mask: Mask): DensityPyramid {
  const levels = levelSizes(mask).map((size) => ({
    ...size,
    counts: countsFor(size.cellSize, size.rowCount * size.columnCount),
  }));
  eachBit(mask, (row, column) => {
    for (const { cellSize, columnCount, counts } of levels) {
      counts[Math.floor(row / cellSize) * columnCount + Math.floor(column / cellSize)]++;
    }
  });
  return { mask, levels };
}

/** Places of violating blocks for zoomed-out maps. Undefined for large tensors too: they would block the page. */
function marksOf(violations: Mask, view: MatrixView, of: number): TensorMap['marks'] {
  if (view.rowCount * view.columnCount > maxMarkedWeights || nonZeroCount(violations) === 0) return undefined;
  const { mask, ...cells } = blockMarks(view, violations, of);
  return { pyramid: pyramidOfFew(mask), ...cells };
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

/** Skips words without bits, because masks of complete tensors have few. */
function eachBit({ words, wordsPerRow }: Mask, onBit: (row: number, column: number) => void): void {
  for (let index = 0; index < words.length; index++) {
    for (let word = words[index]; word !== 0; word &= word - 1) {
      const bit = 31 - Math.clz32(word & -word);
      onBit(Math.floor(index / wordsPerRow), (index % wordsPerRow) * 32 + bit);
    }
  }
}
