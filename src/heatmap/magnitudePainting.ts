import { columnTiles, rowTiles, tilesInCells } from './axisTiles';
import type { ColoredMagnitudes } from './magnitudeColors';
import { cellRanges, type PixelRegion } from './raster';
import type { PixelSize, Placement } from './viewport';

/**
 * Paints magnitudes. A pixel that covers several weights has the color of their mean.
 * @param pixels [height, width], as ImageData holds them; pixels outside the matrix become transparent
 */
export function paintMagnitudes(
  pixels: Uint32Array,
  { width }: PixelSize,
  { levels, colors }: ColoredMagnitudes,
  { scale, x, y, tiles }: Placement,
  { xStart, xEnd, yStart, yEnd }: PixelRegion,
): void {
  const { cellSize, rowCount, columnCount, cells } =
    levels.findLast((level) => level.cellSize * scale <= 1) ?? levels[0];
  const across = cellRanges(xStart, xEnd, x, scale * cellSize, columnCount, tilesInCells(columnTiles(tiles), cellSize));
  const down = cellRanges(yStart, yEnd, y, scale * cellSize, rowCount, tilesInCells(rowTiles(tiles), cellSize));
  for (let line = 0; line < yEnd - yStart; line++) {
    const first = (yStart + line) * width + xStart;
    const [rowStart, rowEnd] = [down.starts[line], down.ends[line]];
    if (line > 0 && rowStart === down.starts[line - 1] && rowEnd === down.ends[line - 1]) {
      pixels.copyWithin(first, first - width, first - width + xEnd - xStart);
      continue;
    }
    for (let i = 0; i < xEnd - xStart; i++) {
      const [start, end] = [across.starts[i], across.ends[i]];
      let sum = 0;
      for (let row = rowStart; row < rowEnd; row++) {
        for (let cell = row * columnCount + start; cell < row * columnCount + end; cell++) sum += cells[cell];
      }
      const count = (rowEnd - rowStart) * (end - start);
      pixels[first + i] = rowEnd <= rowStart || end <= start ? 0 : colors[Math.ceil(sum / count)];
    }
  }
}
