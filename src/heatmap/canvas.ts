import type { Palette } from './palette';
import { paintDensities } from './raster';
import type { Scene } from './scene';

/** Draws scenes on one canvas; keeps its pixels between frames, so that panning allocates nothing. */
export function canvasPainter(
  context: CanvasRenderingContext2D,
): (scene: Scene, palette: Palette, pixelRatio: number) => void {
  let image: ImageData | undefined;
  return (scene, palette, pixelRatio) => {
    const { width, height } = scene.size;
    if (image?.width !== width || image.height !== height) image = context.createImageData(width, height);
    paintDensities(new Uint32Array(image.data.buffer), scene.size, scene.pyramid, scene.placement, palette.steps);
    context.putImageData(image, 0, 0);
    drawSeparation(context, scene, palette);
    drawViolations(context, scene, palette, pixelRatio);
    context.fillStyle = palette.veil;
    for (const { x, y, width, height } of scene.veiled) context.fillRect(x, y, width, height);
  };
}

function drawSeparation(context: CanvasRenderingContext2D, { separation, frame }: Scene, palette: Palette): void {
  const { width, verticals, horizontals } = separation;
  if (width === 0) return;
  context.fillStyle = palette.separation;
  // Filled on whole pixels: a stroked line would be blurred over two.
  for (const x of verticals) context.fillRect(Math.round(x - width / 2), frame.y, width, frame.height);
  for (const y of horizontals) context.fillRect(frame.x, Math.round(y - width / 2), frame.width, width);
}

function drawViolations(
  context: CanvasRenderingContext2D,
  { violations }: Scene,
  palette: Palette,
  pixelRatio: number,
): void {
  context.strokeStyle = palette.violation;
  context.lineWidth = 2 * pixelRatio;
  for (const { x, y, width, height } of violations) context.strokeRect(x, y, width, height);
}
