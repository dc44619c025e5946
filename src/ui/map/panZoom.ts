import type { ZoomTransform } from 'd3';
import type { MatrixSize, PixelSize } from '../../heatmap/viewport';
import { pixelRatio } from '../shell/printing';

/** Makes a canvas as large as an element, in whole device pixels: one that is stretched by a fraction of a pixel is blurred. @returns CSS pixels */
export function fillWithCanvas(element: Element, canvas: HTMLCanvasElement): PixelSize {
  const box = element.getBoundingClientRect();
  const ratio = pixelRatio();
  canvas.width = Math.max(1, Math.floor(box.width * ratio + 1e-3));
  canvas.height = Math.max(1, Math.floor(box.height * ratio + 1e-3));
  const size = { width: canvas.width / ratio, height: canvas.height / ratio };
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  return size;
}

/** The middle of the surface stays over what is drawn, so that nobody gets lost beside it. */
export function keptOver(
  transform: ZoomTransform,
  size: PixelSize,
  { rowCount, columnCount }: MatrixSize,
): ZoomTransform {
  const column = transform.invertX(size.width / 2);
  const row = transform.invertY(size.height / 2);
  return transform.translate(
    column - Math.min(columnCount, Math.max(0, column)),
    row - Math.min(rowCount, Math.max(0, row)),
  );
}
