import { overviewDots, paintOverview } from '../../heatmap/overviewPainting';
import { paletteOf, type Theme } from '../../heatmap/palette';
import type { PixelSize } from '../../heatmap/viewport';
import type { Overview } from '../../views/overview';

// CSS pixels.
const dotSide = 2;

/** Paints the overview of a tensor over a complete canvas. @param size CSS pixels */
export function paintThumbnail(
  canvas: HTMLCanvasElement,
  overview: Overview,
  { width, height }: PixelSize,
  violates: boolean,
  theme: Theme,
): void {
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const context = canvas.getContext('2d')!;
  const palette = paletteOf(theme);
  const image = context.createImageData(canvas.width, canvas.height);
  paintOverview(new Uint32Array(image.data.buffer), canvas, overview, palette.steps);
  context.putImageData(image, 0, 0);
  if (!violates) return;
  const frame = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  const side = Math.round(dotSide * devicePixelRatio);
  context.fillStyle = palette.violation;
  for (const { x, y, width, height } of overviewDots(overview, frame, side, canvas)) {
    context.fillRect(x, y, width, height);
  }
}
