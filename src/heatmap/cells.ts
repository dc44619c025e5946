import { type Mask, nonZerosIn } from '../sparsity/mask';
import { blockSizeOf } from '../sparsity/pattern';
import { showsCompleteBlocks } from '../views/blocksInView';
import type { TensorMap } from '../views/tensorMap';
import { type AxisTiles, columnTiles, indexAtPosition, rowTiles } from './axisTiles';
import type { Coloring } from './coloring';
import type { PixelRegion } from './raster';
import type { PixelSize, Placement } from './viewport';

/** Cells along an axis: `length` weights each. A new cell begins at every multiple of `restart` weights. */
type AxisCells = { readonly length: number; readonly restart: number };

/** Cells of several weights with one color each. `padded`: a short cell counts as padded with zeros. */
export type ColorCells = { readonly rows: AxisCells; readonly columns: AxisCells; readonly padded: boolean };

const densityCell = 4;

/** The cells of a coloring; undefined if they are smaller than a pixel, or if the coloring has none. */
export function colorCells({ view, summary }: TensorMap, coloring: Coloring, scale: number): ColorCells | undefined {
  if (coloring === 'density' && scale * densityCell >= 1) {
    const { rowCount, columnCount } = view.tiles ?? view;
    const cells = (count: number) => ({ length: densityCell, restart: count });
    return { rows: cells(rowCount), columns: cells(columnCount), padded: false };
  }
  if (coloring === 'blocks' && scale >= 1 && showsCompleteBlocks(view, summary.pattern)) {
    const block = blockSizeOf(summary.pattern);
    const along = { length: block.columns, restart: view.lines.rowLength };
    const across = { length: block.rows, restart: view.lines.count };
    return { rows: view.transposed ? along : across, columns: view.transposed ? across : along, padded: true };
  }
  return undefined;
}

/**
 * Paints cells by their share of non-zero weights.
 * @param pixels [height, width], as ImageData holds them
 * @param steps [256], colors of the shares 0 to 1
 */
export function paintCells(
  pixels: Uint32Array,
  { width }: PixelSize,
  mask: Mask,
  { rows, columns, padded }: ColorCells,
  { scale, x, y, tiles }: Placement,
  steps: Uint32Array,
  { xStart, xEnd, yStart, yEnd }: PixelRegion,
): void {
  const across = spansOf(xStart, xEnd, x, scale, columns, mask.columnCount, columnTiles(tiles));
  const down = spansOf(yStart, yEnd, y, scale, rows, mask.rowCount, rowTiles(tiles));
  for (let line = 0; line < yEnd - yStart; line++) {
    const first = (yStart + line) * width + xStart;
    const [rowStart, rowEnd] = [down.starts[line], down.ends[line]];
    if (line > 0 && rowStart === down.starts[line - 1] && rowEnd === down.ends[line - 1]) {
      pixels.copyWithin(first, first - width, first - width + xEnd - xStart);
      continue;
    }
    let color = 0;
    for (let i = 0; i < xEnd - xStart; i++) {
      const [start, end] = [across.starts[i], across.ends[i]];
      if (i === 0 || start !== across.starts[i - 1]) {
        // The pattern of a short block is judged as if it were padded with zeros.
        const covered = padded ? rows.length * columns.length : (rowEnd - rowStart) * (end - start);
        const count = nonZerosIn(mask, { rowStart, rowEnd, columnStart: start, columnEnd: end });
        color = end > start && rowEnd > rowStart ? steps[Math.round((255 * count) / covered)] : 0;
      }
      pixels[first + i] = color;
    }
  }
}

/** For each pixel the weights [start, end) of the cell under its center; empty outside the matrix and in gaps. */
function spansOf(
  pixelStart: number,
  pixelEnd: number,
  origin: number,
  scale: number,
  { length, restart }: AxisCells,
  count: number,
  tiles: AxisTiles | undefined,
): { starts: Int32Array; ends: Int32Array } {
  const starts = new Int32Array(pixelEnd - pixelStart);
  const ends = new Int32Array(pixelEnd - pixelStart);
  for (let pixel = pixelStart; pixel < pixelEnd; pixel++) {
    const { index, isInGap } = indexAtPosition((pixel + 0.5 - origin) / scale, tiles, 1e-9);
    const weight = Math.floor(index);
    const i = pixel - pixelStart;
    // -1 differs from the start of every cell.
    starts[i] = ends[i] = -1;
    if (isInGap || weight < 0 || weight >= count) continue;
    const base = weight - (weight % restart);
    starts[i] = weight - ((weight - base) % length);
    ends[i] = Math.min(starts[i] + length, base + restart, count);
  }
  return { starts, ends };
}
