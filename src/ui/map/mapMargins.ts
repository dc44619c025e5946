import { columnTiles, rowTiles } from '../../heatmap/axisTiles';
import { marginShares, sumsBefore } from '../../heatmap/marginShares';
import type { Palette } from '../../heatmap/palette';
import type { PixelSize, Placement } from '../../heatmap/viewport';
import type { TensorMap } from '../../views/tensorMap';
import { pixelRatio } from '../shell/printing';

// CSS pixels between the map and its margins, and of margins that are wide enough to draw.
const gap = 6;
const minRoom = 24;

/** Draws the density of each column below the map, and of each row at its right, as bars that start at the map. */
export function marginPainter(
  canvas: HTMLCanvasElement,
): (tensorMap: TensorMap, placement: Placement, size: PixelSize, colors: Palette['margin']) => void {
  const context = canvas.getContext('2d')!;
  let summed:
    | { readonly tensorMap: TensorMap; readonly rows: Float64Array; readonly columns: Float64Array }
    | undefined;
  return (tensorMap, { scale, x, y, tiles }, size, colors) => {
    if (summed?.tensorMap !== tensorMap) {
      summed = { tensorMap, rows: sumsBefore(tensorMap.margins.rows), columns: sumsBefore(tensorMap.margins.columns) };
    }
    const ratio = pixelRatio();
    const { clientWidth: width, clientHeight: height } = canvas;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    // Narrow pages have no room for margins.
    if (width - size.width < minRoom) return;
    const { view } = tensorMap;
    context.beginPath();
    const below = marginShares(summed.columns, view.rowCount, x, scale, Math.floor(size.width), columnTiles(tiles));
    below.forEach((share, pixel) => {
      if (share > 0) context.rect(pixel, size.height + gap, 1, share * (height - size.height - 2 * gap));
    });
    const beside = marginShares(summed.rows, view.columnCount, y, scale, Math.floor(size.height), rowTiles(tiles));
    beside.forEach((share, pixel) => {
      if (share > 0) context.rect(size.width + gap, pixel, share * (width - size.width - 2 * gap), 1);
    });
    context.fillStyle = colors.bar;
    context.fill();
    // The line that marks 100 %.
    context.fillStyle = colors.end;
    context.fillRect(0, height - gap, size.width, 1);
    context.fillRect(width - gap, 0, 1, size.height);
  };
}
