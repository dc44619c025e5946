import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import type { PixelSize, Placement, Rectangle } from './viewport';

/** The rectangles of a surface around a window, up to four, in integer pixels. */
export function around(figure: MatrixWindow, { scale, x, y }: Placement, { width, height }: PixelSize): Rectangle[] {
  const [left, right] = pixelsOf(x + figure.columnStart * scale, x + figure.columnEnd * scale);
  const [top, bottom] = pixelsOf(y + figure.rowStart * scale, y + figure.rowEnd * scale);
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
