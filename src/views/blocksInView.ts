import { emptyMask, isNonZero, type Mask } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import { type BlockPlace, violationsIn } from '../sparsity/violations';
import { elementAt, lineStart, type MatrixView, placeInLines } from './matrixView';
import { maskInLines, transposedMask } from './viewedMask';

/** The cells of a block of `of` weights. Undefined if the view does not show the block. */
export function blockInView(view: MatrixView, { row, block }: BlockPlace, of: number): MatrixWindow | undefined {
  const { rowLength } = view.lines;
  const place = placeInLines(view.lines, row * rowLength + block * of);
  if (!place) return undefined;
  const { line, along: start } = place;
  const end = start + Math.min(of, rowLength - block * of);
  return view.transposed
    ? { rowStart: start, rowEnd: end, columnStart: line, columnEnd: line + 1 }
    : { rowStart: line, rowEnd: line + 1, columnStart: start, columnEnd: end };
}

/** The block of an element, among blocks of `of` weights. */
export function blockAt(view: MatrixView, element: number, of: number): BlockPlace {
  const { rowLength } = view.lines;
  const row = Math.floor(element / rowLength);
  return { row, block: Math.floor((element - row * rowLength) / of) };
}

/** The cells of the block at a cell of the view. Undefined if the view does not show a block of several rows as a rectangle. */
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
  if (!showsCompleteBlocks(view, pattern)) return undefined;
  const [down, across] = view.transposed ? [block.columns, block.rows] : [block.rows, block.columns];
  const [rowStart, columnStart] = [row - (row % down), column - (column % across)];
  const [rowEnd, columnEnd] = [
    Math.min(rowStart + down, view.rowCount),
    Math.min(columnStart + across, view.columnCount),
  ];
  return { rowStart, rowEnd, columnStart, columnEnd };
}

/** Whether a view shows the rows of a block next to each other. For blocks of several rows, only the weight matrix itself does. */
export function showsCompleteBlocks({ layout }: MatrixView, pattern: Pattern): boolean {
  return blockSizeOf(pattern).rows === 1 || layout === 'rows';
}

/**
 * The violating blocks with a cell in the range, line by line.
 * @param violations [rows of the weight matrix, blocks per row]
 * @param of weights of a block
 * @returns undefined if there are more than `maxCount`
 */
export function violationsInView(
  view: MatrixView,
  violations: Mask,
  of: number,
  cells: MatrixWindow,
  maxCount: number,
): BlockPlace[] | undefined {
  const { rowLength } = view.lines;
  const [firstLine, lineEnd] = view.transposed ? [cells.columnStart, cells.columnEnd] : [cells.rowStart, cells.rowEnd];
  const [start, end] = view.transposed ? [cells.rowStart, cells.rowEnd] : [cells.columnStart, cells.columnEnd];
  const places: BlockPlace[] = [];
  for (let line = firstLine; line < lineEnd; line++) {
    const firstRow = lineStart(view.lines, line) / rowLength;
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
      const found = violationsIn(violations, window, maxCount - places.length);
      if (!found) return undefined;
      places.push(...found);
    }
  }
  return places;
}

/** Violating blocks as a mask in the orientation of the view, for zoomed-out maps. A bit covers [cellRows, cellColumns] cells of the view. */
export type BlockMarks = { readonly mask: Mask; readonly cellRows: number; readonly cellColumns: number };

export function blockMarks(view: MatrixView, violations: Mask, of: number): BlockMarks {
  const { length, rowLength } = view.lines;
  // If blocks of several taps share a line and do not start at multiples of `of`, no grid fits. Then each weight of a block gets a bit.
  const onGrid = length === rowLength || rowLength % of === 0;
  const inLines = maskInLines(onGrid ? violations : weightsOf(violations, of, rowLength), view.lines);
  const along = onGrid ? of : 1;
  return view.transposed
    ? { mask: transposedMask(inLines), cellRows: along, cellColumns: 1 }
    : { mask: inLines, cellRows: 1, cellColumns: along };
}

/** One bit for each weight of the blocks that are set. */
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
