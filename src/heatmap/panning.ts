import type { DensityPyramid } from '../sparsity/pyramid';
import type { PixelRegion } from './raster';
import type { PixelSize, Placement } from './viewport';

/** What pixels were painted from. */
export type Painted = {
  readonly pyramid: DensityPyramid;
  readonly placement: Placement;
  /** The source of the colors. The same object means the same colors. */
  readonly colors: object;
  /** The marks of violations, if they are in the pixels. */
  readonly marks?: object | undefined;
  /** The color of these marks. */
  readonly markColor?: string | undefined;
  /** The weights that are hatched. Their colors are from the same palette as `colors`. */
  readonly hatched?: object | undefined;
};

/** Integer pixels to the right and down. */
export type Shift = { readonly x: number; readonly y: number };

/** The shift that makes the next image from the painted one; undefined if a shift is not enough. */
export function shiftBetween(before: Painted, next: Painted, { width, height }: PixelSize): Shift | undefined {
  if (before.pyramid !== next.pyramid || before.colors !== next.colors || before.marks !== next.marks) return undefined;
  if (before.hatched !== next.hatched) return undefined;
  if (before.markColor !== next.markColor) return undefined;
  if (before.placement.scale !== next.placement.scale) return undefined;
  const x = next.placement.x - before.placement.x;
  const y = next.placement.y - before.placement.y;
  const rounded = { x: Math.round(x), y: Math.round(y) };
  // After a shift by a fraction of a pixel, weights are in other pixels.
  if (Math.abs(x - rounded.x) > 1e-6 || Math.abs(y - rounded.y) > 1e-6) return undefined;
  // A change by less than the tolerance: a new image for it is exactly the one that a link to the view shows.
  if (rounded.x === 0 && rounded.y === 0 && (x !== 0 || y !== 0)) return undefined;
  return Math.abs(rounded.x) < width && Math.abs(rounded.y) < height ? rounded : undefined;
}

/** Moves the pixels that stay in view. */
export function movePixels(pixels: Uint32Array, { width, height }: PixelSize, { x, y }: Shift): void {
  const lines = height - Math.abs(y);
  const length = width - Math.abs(x);
  const [from, to] = [Math.max(0, -x), Math.max(0, x)];
  for (let i = 0; i < lines; i++) {
    // A move down starts with the last line, so that no line is overwritten before it is moved.
    const line = y > 0 ? lines - 1 - i : i - y;
    const start = line * width + from;
    pixels.copyWithin((line + y) * width + to, start, start + length);
  }
}

/** The regions that come into view: up to two strips. */
export function uncovered({ width, height }: PixelSize, { x, y }: Shift): PixelRegion[] {
  const [yStart, yEnd] = y > 0 ? [0, y] : [height + y, height];
  const [xStart, xEnd] = x > 0 ? [0, x] : [width + x, width];
  const [otherStart, otherEnd] = y > 0 ? [y, height] : [0, height + y];
  return [
    { xStart: 0, xEnd: width, yStart, yEnd },
    { xStart, xEnd, yStart: otherStart, yEnd: otherEnd },
  ].filter((region) => region.xStart < region.xEnd && region.yStart < region.yEnd);
}

export function completeRegion({ width, height }: PixelSize): PixelRegion {
  return { xStart: 0, xEnd: width, yStart: 0, yEnd: height };
}
