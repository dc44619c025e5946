import type { DensityPyramid } from '../sparsity/pyramid';
import type { Palette } from './palette';
import { type PixelRegion, paintDensities } from './raster';
import type { PixelSize, Placement } from './viewport';
import { tintMixer } from './violationTint';

/** Weights that a prediction sets to zero. */
export type Hatch = {
  /** Of the mask of these weights. */
  readonly pyramid: DensityPyramid;
  /** Distance of two stripes along a row or column, pixels. */
  readonly period: number;
};

// Of 256. A single weight among many gives its pixel at least this tint.
const minTint = 48;
// The colors of the weights below stay visible a little.
const strongestTint = 240;
// Steps are shares of 255 plus 1. Step 0 means outside the matrix.
const shareSteps = Uint32Array.from({ length: 256 }, (_, share) => share + 1);
const tints = Uint16Array.from({ length: 257 }, (_, step) =>
  step <= 1 ? 0 : Math.max(minTint, Math.round((strongestTint * (step - 1)) / 255)),
);
// Lines are painted in groups of this size: shares of all pixels would take twice the memory of the map.
const linesAtOnce = 64;

/**
 * Hatches painted pixels by the share of hatched weights in each. The stripes move with the map, so that a part that is painted after a move
 * continues them.
 * @param pixels [height, width], as ImageData holds them
 */
export function paintHatch(
  pixels: Uint32Array,
  { width }: PixelSize,
  { pyramid, period }: Hatch,
  placement: Placement,
  { stripe, between }: Palette['hatch'],
  { xStart, xEnd, yStart, yEnd }: PixelRegion,
): void {
  const columns = xEnd - xStart;
  const shares = new Uint32Array(columns * Math.min(linesAtOnce, yEnd - yStart));
  const [ofStripe, ofGround] = [tintMixer(stripe), tintMixer(between)];
  // The tolerance gives the same stripes after a move as after a new placement, which differ by rounding errors.
  const origin = Math.floor(placement.x + 1e-6) + Math.floor(placement.y + 1e-6);
  for (let y = yStart; y < yEnd; y += linesAtOnce) {
    const lines = Math.min(linesAtOnce, yEnd - y);
    const onLines = { ...placement, x: placement.x - xStart, y: placement.y - y };
    paintDensities(shares, { width: columns, height: lines }, pyramid, onLines, shareSteps);
    for (let line = 0; line < lines; line++) {
      const first = (y + line) * width + xStart;
      const diagonal = xStart + y + line - origin;
      for (let i = 0; i < columns; i++) {
        const tint = tints[shares[line * columns + i]];
        if (tint === 0) continue;
        const mix = modulo(diagonal + i, period) < period / 2 ? ofStripe : ofGround;
        pixels[first + i] = mix(pixels[first + i], tint);
      }
    }
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
