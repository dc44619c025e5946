import type { DensityPyramid } from '../sparsity/pyramid';
import type { PixelRegion } from './raster';
import type { PixelSize, Placement } from './viewport';

/** What pixels were painted from. */
export type Painted = {
  readonly pyramid: DensityPyramid;
  readonly placement: Placement;
  /** What its colors come from: as long as it is the same object, so are they. */
  readonly colors: object;
};

/** Whole pixels that a picture moves to the right and down. */
export type Shift = { readonly x: number; readonly y: number };

/** How far what is painted has to move to be the next picture; undefined when that takes more than a move. */
export function shiftBetween(before: Painted, next: Painted, { width, height }: PixelSize): Shift | undefined {
  if (before.pyramid !== next.pyramid || before.colors !== next.colors) return undefined;
  if (before.placement.scale !== next.placement.scale) return undefined;
  const x = next.placement.x - before.placement.x;
  const y = next.placement.y - before.placement.y;
  const whole = { x: Math.round(x), y: Math.round(y) };
  // Half a pixel further, weights fall into other pixels.
  if (Math.abs(x - whole.x) > 1e-6 || Math.abs(y - whole.y) > 1e-6) return undefined;
  return Math.abs(whole.x) < width && Math.abs(whole.y) < height ? whole : undefined;
}

/** Moves what stays in view to its new place. */
export function movePixels(pixels: Uint32Array, { width, height }: PixelSize, { x, y }: Shift): void {
  const lines = height - Math.abs(y);
  const length = width - Math.abs(x);
  const [from, to] = [Math.max(0, -x), Math.max(0, x)];
  for (let i = 0; i < lines; i++) {
    // Lines that go down are moved from the last on, so that none is overwritten before it was moved.
    const line = y > 0 ? lines - 1 - i : i - y;
    const start = line * width + from;
    pixels.copyWithin((line + y) * width + to, start, start + length);
  }
}

/** What comes into view by the move: none, one or two strips. */
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
