import { paintCells } from './cells';
import type { Palette } from './palette';
import { movePixels, type Painted, shiftBetween, uncovered, wholeOf } from './panning';
import { paintDensities } from './raster';
import type { Scene } from './scene';

/** Draws scenes on one canvas; keeps its pixels between frames, so that panning allocates nothing and repaints only what comes into view. */
export function canvasPainter(
  context: CanvasRenderingContext2D,
): (scene: Scene, palette: Palette, pixelRatio: number) => void {
  let image: ImageData | undefined;
  let pixels = new Uint32Array();
  let painted: Painted | undefined;
  return (scene, palette, pixelRatio) => {
    const { size, pyramid, cells, placement } = scene;
    if (image?.width !== size.width || image.height !== size.height) {
      image = context.createImageData(size.width, size.height);
      pixels = new Uint32Array(image.data.buffer);
      painted = undefined;
    }
    const next = { pyramid, placement, steps: palette.steps };
    const shift = painted && shiftBetween(painted, next, size);
    if (shift) movePixels(pixels, size, shift);
    for (const region of shift ? uncovered(size, shift) : [wholeOf(size)]) {
      if (cells) paintCells(pixels, size, pyramid.mask, cells, placement, palette.steps, region);
      else paintDensities(pixels, size, pyramid, placement, palette.steps, region);
    }
    painted = next;
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
  // Filled on whole pixels: a stroked line would be blurred over two. An edge between two pixels belongs to the second, whatever its last digit.
  const pixelOf = (edge: number) => Math.round(edge - width / 2 + 1e-6);
  for (const x of verticals) context.fillRect(pixelOf(x), frame.y, width, frame.height);
  for (const y of horizontals) context.fillRect(frame.x, pixelOf(y), frame.width, width);
}

function drawViolations(
  context: CanvasRenderingContext2D,
  { violations, dots }: Scene,
  palette: Palette,
  pixelRatio: number,
): void {
  context.strokeStyle = palette.violation;
  context.lineWidth = 2 * pixelRatio;
  for (const { x, y, width, height } of violations) context.strokeRect(x, y, width, height);
  // One path: thousands of dots drawn each by itself take longer than all the rest of the map.
  context.beginPath();
  for (const { x, y, width, height } of dots) context.rect(x, y, width, height);
  context.fillStyle = palette.violation;
  context.fill();
}
