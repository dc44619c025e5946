import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import { cellAt, completeShare, type DensityPicture } from '../views/densityPicture';
import { type AxisTiles, columnTiles, indexAtPosition, rowTiles } from './axisTiles';
import type { PixelRegion } from './raster';
import type { PixelSize, Placement } from './viewport';

/** A picture and the window of the matrix that it shows. */
export type PlacedPicture = { readonly picture: DensityPicture; readonly window: MatrixWindow };

/**
 * Paints the densities of a picture. Pixels outside its window become transparent.
 * @param pixels [height, width], as ImageData holds them
 * @param steps [256], colors of the shares 0 to 1
 */
export function paintPicture(
  pixels: Uint32Array,
  { width }: PixelSize,
  { picture, window }: PlacedPicture,
  { scale, x, y, tiles }: Placement,
  steps: Uint32Array,
  { xStart, xEnd, yStart, yEnd }: PixelRegion,
): void {
  const { rowCount, columnCount, shares } = picture;
  const columns = cellsOf(
    [xStart, xEnd],
    { origin: x, scale, tiles: columnTiles(tiles) },
    [window.columnStart, window.columnEnd],
    columnCount,
  );
  const rows = cellsOf(
    [yStart, yEnd],
    { origin: y, scale, tiles: rowTiles(tiles) },
    [window.rowStart, window.rowEnd],
    rowCount,
  );
  const colors = Uint32Array.from(
    { length: completeShare + 1 },
    (_, share) => steps[Math.round((255 * share) / completeShare)],
  );
  for (let line = 0; line < rows.length; line++) {
    const first = (yStart + line) * width + xStart;
    for (let i = 0; i < columns.length; i++) {
      const isOutside = rows[line] < 0 || columns[i] < 0;
      pixels[first + i] = isOutside ? 0 : colors[shares[rows[line] * columnCount + columns[i]]];
    }
  }
}

/** The cell of the picture under the center of each pixel; -1 outside the window and in gaps. */
function cellsOf(
  [pixelStart, pixelEnd]: Span,
  { origin, scale, tiles }: PlacedAxis,
  [start, end]: Span,
  cellCount: number,
): Int32Array {
  return Int32Array.from({ length: pixelEnd - pixelStart }, (_, i) => {
    const { index, isInGap } = indexAtPosition((pixelStart + i + 0.5 - origin) / scale, tiles);
    return isInGap || index < start || index >= end ? -1 : cellAt(index, [start, end], cellCount);
  });
}

type PlacedAxis = { readonly origin: number; readonly scale: number; readonly tiles: AxisTiles | undefined };
