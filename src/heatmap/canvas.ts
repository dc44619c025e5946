import { valueFontSize } from './cellValues';
import type { Palette } from './palette';
import { completeRegion, movePixels, type Painted, shiftBetween, uncovered } from './panning';
import type { Scene } from './scene';
import { paintScene } from './scenePixels';

/** Draws scenes on one canvas. It keeps the pixels between frames: panning allocates nothing and paints only what comes into view. */
export function canvasPainter(
  context: CanvasRenderingContext2D,
): (scene: Scene, palette: Palette, pixelRatio: number) => void {
  let image: ImageData | undefined;
  let pixels = new Uint32Array();
  let painted: Painted | undefined;
  return (scene, palette, pixelRatio) => {
    const { size, pyramid, placement } = scene;
    if (image?.width !== size.width || image.height !== size.height) {
      image = context.createImageData(size.width, size.height);
      pixels = new Uint32Array(image.data.buffer);
      painted = undefined;
    }
    const colors = scene.comparison ?? scene.magnitudes?.colors ?? palette.steps;
    const next = {
      ...{ pyramid, placement, colors, hatched: scene.hatch?.pyramid },
      ...(scene.tint && { marks: scene.tint.marks, markColor: palette.violation }),
    };
    const shift = painted && shiftBetween(painted, next, size);
    if (shift) movePixels(pixels, size, shift);
    for (const region of shift ? uncovered(size, shift) : [completeRegion(size)]) {
      paintScene(pixels, size, scene, placement, palette, region);
    }
    painted = next;
    context.putImageData(image, 0, 0);
    drawSeparation(context, scene, palette);
    for (const { x, y, width, height } of [...scene.gaps, ...scene.unknown]) context.clearRect(x, y, width, height);
    drawValues(context, scene, pixels, pixelRatio);
    drawViolations(context, scene, palette, pixelRatio);
    context.fillStyle = palette.veil;
    for (const { x, y, width, height } of scene.veiled) context.fillRect(x, y, width, height);
  };
}

function drawSeparation(context: CanvasRenderingContext2D, { separation, frame }: Scene, palette: Palette): void {
  const { width, verticals, horizontals } = separation;
  if (width === 0) return;
  context.fillStyle = palette.separation;
  // Fills integer pixels, because a stroked line would be blurred over two. The tolerance makes an edge between two pixels belong to the second.
  const pixelOf = (edge: number) => Math.round(edge - width / 2 + 1e-6);
  for (const x of verticals) context.fillRect(pixelOf(x), frame.y, width, frame.height);
  for (const y of horizontals) context.fillRect(frame.x, pixelOf(y), frame.width, width);
}

const valueFont = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** Writes numbers in black or white, whichever has more contrast with the cell. */
function drawValues(
  context: CanvasRenderingContext2D,
  { values, size, placement }: Scene,
  pixels: Uint32Array,
  pixelRatio: number,
): void {
  if (values.length === 0) return;
  context.font = `${valueFontSize(placement.scale, pixelRatio)}px ${valueFont}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { x, y, text } of values) {
    // The center of a cell at the edge can be outside the canvas.
    const column = Math.min(size.width - 1, Math.max(0, Math.floor(x)));
    const row = Math.min(size.height - 1, Math.max(0, Math.floor(y)));
    context.fillStyle = isLight(pixels[row * size.width + column]) ? '#17202b' : '#ffffff';
    context.fillText(text, x, y);
  }
}

/** Luma with the coefficients of ITU-R BT.709. */
function isLight(pixel: number): boolean {
  return 0.2126 * (pixel & 0xff) + 0.7152 * ((pixel >>> 8) & 0xff) + 0.0722 * ((pixel >>> 16) & 0xff) > 140;
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
