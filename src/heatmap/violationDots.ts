import { bitsBetween } from '../sparsity/mask';
import type { Span } from '../sparsity/matrixWindow';
import type { DensityPyramid, Level } from '../sparsity/pyramid';
import type { ViolationMarks } from '../views/tensorMap';
import type { PixelSize, Placement, Rectangle } from './viewport';

// CSS pixels. Squares are larger than dots, so that the map is visible between dots.
const squareSide = 9;
const dotSide = 3;

/** A dot for each square of the screen in which a violating block begins. A single one among a million blocks has a dot too. */
export function violationDots(
  marks: ViolationMarks | undefined,
  { scale, x, y }: Placement,
  size: PixelSize,
  pixelRatio: number,
): Rectangle[] {
  if (!marks) return [];
  const side = squareSide * pixelRatio;
  const dot = dotSide * pixelRatio;
  // Squares are fixed to the matrix, so that dots do not jump while the map moves.
  const across = side / scale / marks.cellColumns;
  const down = side / scale / marks.cellRows;
  const { mask, levels } = marks.pyramid;
  // A cell counts for the square that it begins in, which is wrong by at most half a square.
  const level = levels.findLast(({ cellSize }) => cellSize <= Math.min(across, down) / 2);
  const dots: Rectangle[] = [];
  const rows = squaresInView(y, size.height, side, mask.rowCount / down);
  const columns = squaresInView(x, size.width, side, mask.columnCount / across);
  for (let row = rows.start; row < rows.end; row++) {
    const top = Math.round(y + (row + 0.5) * side - dot / 2);
    for (let column = columns.start; column < columns.end; column++) {
      if (!anyMark(marks.pyramid, level, [row * down, (row + 1) * down], [column * across, (column + 1) * across]))
        continue;
      dots.push({ x: Math.round(x + (column + 0.5) * side - dot / 2), y: top, width: dot, height: dot });
    }
  }
  return dots;
}

/** Indices of the squares in view, out of `count` squares of the matrix. */
function squaresInView(origin: number, length: number, side: number, count: number): { start: number; end: number } {
  return {
    start: Math.max(0, Math.floor(-origin / side)),
    end: Math.min(Math.ceil(count), Math.ceil((length - origin) / side)),
  };
}

/** Whether a marked cell begins in a rectangle of cells. */
function anyMark({ mask }: DensityPyramid, level: Level | undefined, rows: Span, columns: Span): boolean {
  const cellSize = level?.cellSize ?? 1;
  const [rowStart, rowEnd] = cellsThatBegin(rows, cellSize, level?.rowCount ?? mask.rowCount);
  const [columnStart, columnEnd] = cellsThatBegin(columns, cellSize, level?.columnCount ?? mask.columnCount);
  for (let row = rowStart; row < rowEnd; row++) {
    if (!level) {
      if (bitsBetween(mask.words, row * mask.wordsPerRow, columnStart, columnEnd) > 0) return true;
      continue;
    }
    for (let column = columnStart; column < columnEnd; column++) {
      if (level.counts[row * level.columnCount + column] > 0) return true;
    }
  }
  return false;
}

function cellsThatBegin([start, end]: Span, cellSize: number, count: number): Span {
  return [Math.ceil(start / cellSize - 1e-9), Math.min(count, Math.ceil(end / cellSize - 1e-9))];
}
