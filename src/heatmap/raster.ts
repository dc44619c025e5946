import { bitsBetween } from '../sparsity/mask';
import type { DensityPyramid } from '../sparsity/pyramid';
import type { PixelSize, Placement } from './viewport';

/**
 * Resamples a mask to pixels: each pixel gets the colour of the exact density of the weights that fall into it, and each weight falls into
 * one pixel. The cost depends on the number of pixels only: far out, whole cells of the pyramid are added up.
 *
 * @param pixels [height, width], as ImageData holds them; pixels outside the matrix become transparent.
 * @param steps a colour for each of 256 densities. The first is kept for no non-zero at all and the last for no zero at all, so that one
 * weight among many is never rounded away.
 */
export function paintDensities(
  pixels: Uint32Array,
  { width, height }: PixelSize,
  pyramid: DensityPyramid,
  placement: Placement,
  steps: Uint32Array,
): void {
  const { mask, levels } = pyramid;
  const level = levels.findLast(({ cellSize }) => cellSize * placement.scale <= 1);
  const cellSize = level?.cellSize ?? 1;
  const columns = cellRanges(width, placement.x, placement.scale * cellSize, Math.ceil(mask.columnCount / cellSize));
  const rows = cellRanges(height, placement.y, placement.scale * cellSize, Math.ceil(mask.rowCount / cellSize));
  const { words, wordsPerRow } = mask;

  for (let y = 0; y < height; y++) {
    const rowStart = rows.starts[y];
    const rowEnd = rows.ends[y];
    const line = y * width;
    if (y > 0 && rowStart === rows.starts[y - 1] && rowEnd === rows.ends[y - 1]) {
      pixels.copyWithin(line, line - width, line);
      continue;
    }
    const coveredRows = Math.min(rowEnd * cellSize, mask.rowCount) - rowStart * cellSize;
    for (let x = 0; x < width; x++) {
      const columnStart = columns.starts[x];
      const columnEnd = columns.ends[x];
      const covered = coveredRows * (Math.min(columnEnd * cellSize, mask.columnCount) - columnStart * cellSize);
      if (rowEnd <= rowStart || columnEnd <= columnStart) {
        pixels[line + x] = 0;
        continue;
      }
      let count = 0;
      for (let row = rowStart; row < rowEnd; row++) {
        if (level) {
          const cells = row * level.columnCount;
          for (let column = columnStart; column < columnEnd; column++) count += level.counts[cells + column];
        } else {
          count += bitsBetween(words, row * wordsPerRow, columnStart, columnEnd);
        }
      }
      pixels[line + x] = steps[stepOf(count, covered)];
    }
  }
}

function stepOf(count: number, covered: number): number {
  if (count === 0) return 0;
  if (count === covered) return 255;
  return Math.min(254, Math.max(1, Math.round((255 * count) / covered)));
}

/**
 * For each pixel the cells [start, end) that fall into it; empty outside. Cells of a pixel or more: the one under the pixel's centre.
 * Smaller cells: those that begin in it, so that each cell falls into exactly one pixel.
 */
function cellRanges(
  length: number,
  origin: number,
  cellPixels: number,
  cellCount: number,
): { starts: Int32Array; ends: Int32Array } {
  const starts = new Int32Array(length);
  const ends = new Int32Array(length);
  for (let pixel = 0; pixel < length; pixel++) {
    const start =
      cellPixels >= 1
        ? Math.floor((pixel + 0.5 - origin) / cellPixels)
        : Math.ceil((pixel - origin) / cellPixels - 1e-9);
    const end = cellPixels >= 1 ? start + 1 : Math.ceil((pixel + 1 - origin) / cellPixels - 1e-9);
    starts[pixel] = Math.max(0, start);
    ends[pixel] = Math.min(cellCount, end);
  }
  return { starts, ends };
}
