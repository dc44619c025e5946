import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import { type PixelSize, type Placement, type Rectangle, rectangleOf } from './viewport';

/** The rectangles of a surface around a window, up to four, in integer pixels. */
export function around(figure: MatrixWindow, placement: Placement, { width, height }: PixelSize): Rectangle[] {
  const inner = rectangleOf(figure, placement);
  const [left, right] = pixelsOf(inner.x, inner.x + inner.width);
  const [top, bottom] = pixelsOf(inner.y, inner.y + inner.height);
  return [
    { x: 0, y: 0, width, height: top },
    { x: 0, y: bottom, width, height: height - bottom },
    { x: 0, y: top, width: left, height: bottom - top },
    { x: right, y: top, width: width - right, height: bottom - top },
  ].filter((rectangle) => rectangle.width > 0 && rectangle.height > 0);
}

/** A span in integer pixels. A window of one row is thinner than a pixel if it is very long: it is in the pixel where it starts. */
function pixelsOf(start: number, end: number): Span {
  const [first, last] = [Math.round(start), Math.round(end)];
  return last > first ? [first, last] : [Math.floor(start), Math.floor(start) + 1];
}
