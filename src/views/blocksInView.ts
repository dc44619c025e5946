import { emptyMask, isNonZero, type Mask } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import { type BlockPlace, violationsIn } from '../sparsity/violations';
import { elementAt, type MatrixView } from './matrixView';
import { maskInLines, transposedMask } from './viewedMask';

/** The cells of a block of `of` weights; undefined when the view does not show it. */
export function blockInView(view: MatrixView, { row, block }: BlockPlace, of: number): MatrixWindow | undefined {
  const { first, stride, length, count, rowLength } = view.lines;
  const offset = row * rowLength + block * of - first;
  const line = Math.floor(offset / stride);
  const start = offset - line * stride;
  if (line < 0 || line >= count || start >= length) return undefined;
  const end = start + Math.min(of, rowLength - block * of);
  return view.transposed
    ? { rowStart: start, rowEnd: end, columnStart: line, columnEnd: line + 1 }
    : { rowStart: line, rowEnd: line + 1, columnStart: start, columnEnd: end };
}

/** The block that a cell of the view belongs to. */
export function blockAt(view: MatrixView, element: number, of: number): BlockPlace {
  const { rowLength } = view.lines;
  const row = Math.floor(element / rowLength);
  return { row, block: Math.floor((element - row * rowLength) / of) };
}

/** The cells of the block that a cell of the view belongs to; undefined where a block of several rows is no rectangle of the view. */
export function blockCellsAt(
  view: MatrixView,
  row: number,
  column: number,
  pattern: Pattern,
): MatrixWindow | undefined {
  const block = blockSizeOf(pattern);
  if (block.rows === 1) {
    return blockInView(view, blockAt(view, elementAt(view, row, column), block.columns), block.columns);
  }
  if (!hasWholeBlocks(view, pattern)) return undefined;
  const [down, across] = view.transposed ? [block.columns, block.rows] : [block.rows, block.columns];
  const [rowStart, columnStart] = [row - (row % down), column - (column % across)];
  const [rowEnd, columnEnd] = [
    Math.min(rowStart + down, view.rowCount),
    Math.min(columnStart + across, view.columnCount),
  ];
  return { rowStart, rowEnd, columnStart, columnEnd };
}

/** Whether the rows of a block lie next to each other in a view: those of the weight matrix do in the matrix itself only. */
export function hasWholeBlocks({ layout }: MatrixView, pattern: Pattern): boolean {
  return blockSizeOf(pattern).rows === 1 || layout === 'rows';
}

/**
 * The violating blocks that cells in sight belong to, line by line; `undefined` when there are more than `most`.
 * @param violations [rows of the weight matrix, blocks per row]
 */
export function violationsInView(
  view: MatrixView,
  violations: Mask,
  of: number,
  cells: MatrixWindow,
  most: number,
): BlockPlace[] | undefined {
  const { first, stride, rowLength } = view.lines;
  const [lineStart, lineEnd] = view.transposed ? [cells.columnStart, cells.columnEnd] : [cells.rowStart, cells.rowEnd];
  const [start, end] = view.transposed ? [cells.rowStart, cells.rowEnd] : [cells.columnStart, cells.columnEnd];
  const places: BlockPlace[] = [];
  for (let line = lineStart; line < lineEnd; line++) {
    const firstRow = (first + line * stride) / rowLength;
    for (let part = Math.floor(start / rowLength); part * rowLength < end; part++) {
      const from = Math.max(0, start - part * rowLength);
      const to = Math.min(rowLength, end - part * rowLength);
      const row = firstRow + part;
      const window = {
        rowStart: row,
        rowEnd: row + 1,
        columnStart: Math.floor(from / of),
        columnEnd: Math.ceil(to / of),
      };
      const found = violationsIn(violations, window, most - places.length);
      if (!found) return undefined;
      places.push(...found);
    }
  }
  return places;
}

/** Violating blocks as bits in the order of the view's cells, so that they can be counted from far: a bit covers so many cells. */
export type BlockMarks = { readonly mask: Mask; readonly cellRows: number; readonly cellColumns: number };

export function blockMarks(view: MatrixView, violations: Mask, of: number): BlockMarks {
  const { length, rowLength } = view.lines;
  // Where blocks of different taps lie in one line at places that no grid has, each weight of a block gets its own bit.
  const onGrid = length === rowLength || rowLength % of === 0;
  const inLines = maskInLines(onGrid ? violations : weightsOf(violations, of, rowLength), view.lines);
  const along = onGrid ? of : 1;
  return view.transposed
    ? { mask: transposedMask(inLines), cellRows: along, cellColumns: 1 }
    : { mask: inLines, cellRows: 1, cellColumns: along };
}

/** A bit for each weight of the blocks that have one. */
function weightsOf(blocks: Mask, of: number, rowLength: number): Mask {
  const weights = emptyMask(blocks.rowCount, rowLength);
  for (let row = 0; row < blocks.rowCount; row++) {
    for (let column = 0; column < rowLength; column++) {
      if (!isNonZero(blocks, row, Math.floor(column / of))) continue;
      weights.words[row * weights.wordsPerRow + (column >>> 5)] |= 1 << (column & 31);
    }
  }
  return weights;
}
