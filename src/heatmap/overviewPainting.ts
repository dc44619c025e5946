import { bitsBetween, type Mask } from '../sparsity/mask';
import type { Span } from '../sparsity/matrixWindow';
import { densityStep, type Overview } from '../views/overview';
import type { PixelSize, Rectangle } from './viewport';

/**
 * Stretches an overview over pixels. A pixel has the mean of the cells in it, or the value of the cell around it.
 * @param pixels [height, width], as ImageData holds them
 * @param steps [256], colors of densities, see densityStep
 */
export function paintOverview(
  pixels: Uint32Array,
  { width, height }: PixelSize,
  { rowCount, columnCount, shares }: Overview,
  steps: Uint32Array,
): void {
  if (shares.length === 0) return;
  for (let y = 0; y < height; y++) {
    const [rowStart, rowEnd] = cellsAt(y, height, rowCount);
    for (let x = 0; x < width; x++) {
      const [start, end] = cellsAt(x, width, columnCount);
      let sum = 0;
      for (let row = rowStart; row < rowEnd; row++) {
        for (let cell = row * columnCount + start; cell < row * columnCount + end; cell++) sum += shares[cell];
      }
      pixels[y * width + x] = steps[densityStep(sum, 255 * (end - start) * (rowEnd - rowStart))];
    }
  }
}

// Side of a square divided by the side of its dot. Between dots the density stays visible.
const squareToDot = 3;

/**
 * A dot for each square of a frame that has a violating block. A single one among a million blocks has a dot too.
 * @param frame pixels that the overview is stretched over
 * @param dotSide pixels
 * @param surface dots outside it are left out
 */
export function overviewDots(
  { violating }: Overview,
  frame: Rectangle,
  dotSide: number,
  surface: PixelSize,
): Rectangle[] {
  if (!violating) return [];
  const rows = squares(frame.y, frame.height, surface.height, violating.rowCount, dotSide);
  const columns = squares(frame.x, frame.width, surface.width, violating.columnCount, dotSide);
  return rows.flatMap((row) =>
    columns
      .filter((column) => isAnyMarked(violating, row.cells, column.cells))
      .map((column) => ({ x: column.dot, y: row.dot, width: dotSide, height: dotSide })),
  );
}

function squares(origin: number, length: number, surface: number, cellCount: number, dotSide: number) {
  const count = Math.max(1, Math.min(cellCount, Math.floor(length / (squareToDot * dotSide))));
  const side = length / count;
  const first = Math.max(0, Math.floor(-origin / side));
  const end = Math.min(count, Math.ceil((surface - origin) / side));
  return Array.from({ length: Math.max(0, end - first) }, (_, i) => ({
    dot: Math.round(origin + (first + i + 0.5) * side - dotSide / 2),
    cells: cellsAt(first + i, count, cellCount),
  }));
}

function isAnyMarked({ words, wordsPerRow }: Mask, [rowStart, rowEnd]: Span, [start, end]: Span): boolean {
  for (let row = rowStart; row < rowEnd; row++) {
    if (bitsBetween(words, row * wordsPerRow, start, end) > 0) return true;
  }
  return false;
}

/** The cells in one of `count` equal parts; the cell around the part if parts are smaller than cells. */
function cellsAt(part: number, count: number, cellCount: number): Span {
  const start = Math.floor((part * cellCount) / count);
  return [start, Math.max(start + 1, Math.floor(((part + 1) * cellCount) / count))];
}
