import { marginShares, sumsBefore } from '../../heatmap/marginShares';
import type { Palette } from '../../heatmap/palette';
import type { PixelSize, Placement } from '../../heatmap/viewport';
import type { TensorMap } from '../../views/tensorMap';
import { pixelRatio } from '../shell/printing';

// Between the map and its margins.
const gap = 6;
const leastRoom = 24;

/** Draws how dense each column is below the map, and each row at its right: bars from none, at the map, to all. */
export function marginPainter(
  canvas: HTMLCanvasElement,
): (tensorMap: TensorMap, placement: Placement, size: PixelSize, colors: Palette['margin']) => void {
  const context = canvas.getContext('2d')!;
  let summed:
    | { readonly tensorMap: TensorMap; readonly rows: Float64Array; readonly columns: Float64Array }
    | undefined;
  return (tensorMap, { scale, x, y }, size, colors) => {
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
    // A narrow page gives them no room.
    if (width - size.width < leastRoom) return;
    const { view } = tensorMap;
    context.beginPath();
    marginShares(summed.columns, view.rowCount, x, scale, Math.floor(size.width)).forEach((share, pixel) => {
      if (share > 0) context.rect(pixel, size.height + gap, 1, share * (height - size.height - 2 * gap));
    });
    marginShares(summed.rows, view.columnCount, y, scale, Math.floor(size.height)).forEach((share, pixel) => {
      if (share > 0) context.rect(size.width + gap, pixel, share * (width - size.width - 2 * gap), 1);
    });
    context.fillStyle = colors.bar;
    context.fill();
    // Where a bar of ones ends.
    context.fillStyle = colors.end;
    context.fillRect(0, height - gap, size.width, 1);
    context.fillRect(width - gap, 0, 1, size.height);
  };
}
