import { paintOverview } from '../../heatmap/overviewPainting';
import { markColor, paletteOf, type Theme } from '../../heatmap/palette';
import type { PixelSize } from '../../heatmap/viewport';
import type { ViolationMark } from '../../sparsity/violationMark';
import type { TensorResult } from '../../state/store';

type Counts = Extract<TensorResult, { phase: 'done' }>['counts'];

/**
 * Paints the overview of a counted tensor over a complete canvas.
 * @param size CSS pixels
 * @param mark undefined: violating blocks are not marked
 */
export function paintThumbnail(
  canvas: HTMLCanvasElement,
  counts: Counts,
  { width, height }: PixelSize,
  mark: ViolationMark | undefined,
  theme: Theme,
): void {
  if (!counts.overview) return;
  canvas.width = Math.round(width * devicePixelRatio);
  canvas.height = Math.round(height * devicePixelRatio);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(canvas.width, canvas.height);
  const tint = mark && { color: markColor(mark, theme), counts };
  paintOverview(new Uint32Array(image.data.buffer), canvas, counts.overview, paletteOf(theme).steps, tint);
  context.putImageData(image, 0, 0);
}
