import { marginShares, sumsBefore } from '../../heatmap/marginShares';
import type { Palette } from '../../heatmap/palette';
import { paintDensities } from '../../heatmap/raster';
import { fittedSize, type PixelSize, type Placement, viewportOf, wholeMatrix } from '../../heatmap/viewport';
import type { TensorMap } from '../../views/tensorMap';

// CSS pixels. A side shorter than the least could not be hit.
const room: PixelSize = { width: 128, height: 64 };
const shortestSide = 12;

export type Minimap = {
  /** Shows where the view is in the whole matrix. */
  draw(tensorMap: TensorMap, placement: Placement, size: PixelSize, palette: Palette): void;
  hide(): void;
  destroy(): void;
};

/**
 * The whole matrix beside the title, with the view as a frame in it.
 * @param goTo where, as shares 0..1 of the matrix, the middle of the view goes
 */
export function minimap(canvas: HTMLCanvasElement, goTo: (across: number, down: number) => void): Minimap {
  const context = canvas.getContext('2d')!;
  let image: { readonly tensorMap: TensorMap; readonly steps: Uint32Array; readonly data: ImageData } | undefined;
  let dragged = false;

  function point(event: PointerEvent): void {
    const { width, height } = canvas.getBoundingClientRect();
    goTo(Math.min(1, Math.max(0, event.offsetX / width)), Math.min(1, Math.max(0, event.offsetY / height)));
  }
  function onDown(event: PointerEvent): void {
    dragged = true;
    canvas.setPointerCapture(event.pointerId);
    point(event);
  }
  function onMove(event: PointerEvent): void {
    if (dragged) point(event);
  }
  function onUp(): void {
    dragged = false;
  }
  canvas.addEventListener('pointerdown', onDown);
  canvas.addEventListener('pointermove', onMove);
  canvas.addEventListener('pointerup', onUp);

  function imageOf(tensorMap: TensorMap, { steps }: Palette): ImageData {
    if (image?.tensorMap === tensorMap && image.steps === steps) return image.data;
    const { width, height } = fittedSize(tensorMap.view, room, shortestSide);
    const ratio = devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const data = context.createImageData(canvas.width, canvas.height);
    paintWhole(new Uint32Array(data.data.buffer), canvas, tensorMap, steps);
    image = { tensorMap, steps, data };
    return data;
  }

  return {
    draw(tensorMap, placement, size, palette) {
      const whole = wholeMatrix(tensorMap.view);
      const { rowStart, rowEnd, columnStart, columnEnd } = viewportOf(placement, size, tensorMap.view);
      canvas.hidden = false;
      context.putImageData(imageOf(tensorMap, palette), 0, 0);
      const across = canvas.width / whole.columnEnd;
      const down = canvas.height / whole.rowEnd;
      context.lineWidth = 1.5 * devicePixelRatio;
      context.strokeStyle = palette.violation;
      const [left, right] = edgesIn(columnStart * across, columnEnd * across, canvas.width, context.lineWidth);
      const [top, bottom] = edgesIn(rowStart * down, rowEnd * down, canvas.height, context.lineWidth);
      context.strokeRect(left, top, right - left, bottom - top);
    },
    hide() {
      canvas.hidden = true;
    },
    destroy() {
      canvas.removeEventListener('pointerdown', onDown);
      canvas.removeEventListener('pointermove', onMove);
      canvas.removeEventListener('pointerup', onUp);
    },
  };
}

/** The middles of two lines around a span: never so close that they are one, and never outside. */
function edgesIn(start: number, end: number, length: number, lineWidth: number): [number, number] {
  const least = 3 * lineWidth;
  const first = Math.min(Math.max(start, lineWidth / 2), length - lineWidth / 2 - least);
  return [first, Math.min(Math.max(end, first + least), length - lineWidth / 2)];
}

/** A matrix much longer than wide, or wider than long, would be a hair: the density of each of its rows, or columns, fills the width. */
function paintWhole(pixels: Uint32Array, size: PixelSize, tensorMap: TensorMap, steps: Uint32Array): void {
  const { view, margins, pyramid } = tensorMap;
  const scale = Math.max(size.width / view.columnCount, size.height / view.rowCount);
  const isHair = scale > 1.5 * Math.min(size.width / view.columnCount, size.height / view.rowCount);
  if (!isHair) {
    paintDensities(pixels, size, pyramid, { scale, x: 0, y: 0 }, steps);
    return;
  }
  const tall = size.height > size.width;
  const shares = tall
    ? marginShares(sumsBefore(margins.rows), view.columnCount, 0, size.height / view.rowCount, size.height)
    : marginShares(sumsBefore(margins.columns), view.rowCount, 0, size.width / view.columnCount, size.width);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = steps[Math.round(255 * shares[tall ? Math.floor(i / size.width) : i % size.width])];
  }
}
