import { color } from 'd3';
import { blockSizeOf } from '../sparsity/pattern';
import type { TensorMap, ViolationMarks } from '../views/tensorMap';
import { type PixelRegion, paintDensities } from './raster';
import type { PixelSize, Placement } from './viewport';

/** Violating blocks of a zoomed-out map: each pixel is tinted by the share of them among its blocks. */
export type ViolationTint = TintStrength & { readonly marks: ViolationMarks };

/** How strongly a pixel is tinted by the share of violating blocks in it. */
export type TintStrength = {
  /** The share, 0 to 1, that a pixel with a violation is drawn with at least. */
  readonly least: number;
  /** The tint, 0 to 1, of a pixel whose blocks all violate the pattern. */
  readonly strongest: number;
};

// The weights stay visible under the tint: the more violations, the weaker it is.
const strongestTint = { ofFew: 0.85, ofAll: 0.7 };
// The tint of a map with few violations adds up to at most this share of its pixels, or to the share of violations if that is higher.
const minVisibleShare = 0.01;

/** @param scale pixels per weight */
export function violationTint(
  { marks, violationCount, view, summary }: Pick<TensorMap, 'marks' | 'violationCount' | 'view' | 'summary'>,
  scale: number,
): ViolationTint | undefined {
  if (!marks) return undefined;
  const of = blockSizeOf(summary.pattern).columns;
  const share = Math.min(1, (violationCount * of) / (view.rowCount * view.columnCount));
  const blocksPerPixel = Math.max(1, 1 / scale) * Math.max(1, 1 / (of * scale));
  return { marks, ...tintStrength(share, blocksPerPixel, minVisibleShare) };
}

/**
 * @param share of violating blocks among all, 0 to 1
 * @param minVisible the tint of few violations adds up to at most this share of the pixels
 */
export function tintStrength(share: number, blocksPerPixel: number, minVisible: number): TintStrength {
  // Pixels with a violation, if violations are spread evenly. The fewer they are, the stronger each of them is.
  const tintedShare = 1 - (1 - share) ** Math.max(1, blocksPerPixel);
  return {
    least: Math.min(1, Math.max(share, minVisible) / Math.max(share, tintedShare)),
    strongest: strongestTint.ofFew + share * (strongestTint.ofAll - strongestTint.ofFew),
  };
}

/** The tint, 0 to 256, of a pixel with a share of violating blocks, 0 to 1. */
export function tintOf(share: number, { least, strongest }: TintStrength): number {
  return share === 0 ? 0 : Math.round(256 * strongest * Math.max(least, share));
}

/** Mixes a color into pixels by a tint, 0 to 256. */
export function tintMixer(cssColor: string): (pixel: number, tint: number) => number {
  const { r, g, b } = color(cssColor)!.rgb();
  return (pixel, tint) => mixed(pixel, r, g, b, tint);
}

// Steps are shares of 255 plus 1. Step 0 means outside the matrix.
const shareSteps = Uint32Array.from({ length: 256 }, (_, share) => share + 1);
// Lines are painted in groups of this size: shares of all pixels would take twice the memory of the map.
const linesAtOnce = 64;

/**
 * Mixes the color of violations into painted pixels.
 * @param pixels [height, width], as ImageData holds them
 */
export function paintTint(
  pixels: Uint32Array,
  { width }: PixelSize,
  { marks, ...strength }: ViolationTint,
  placement: Placement,
  violation: string,
  { xStart, xEnd, yStart, yEnd }: PixelRegion,
): void {
  const columns = xEnd - xStart;
  const shares = new Uint32Array(columns * Math.min(linesAtOnce, yEnd - yStart));
  const bit = { rows: marks.cellRows, columns: marks.cellColumns };
  const tints = Uint16Array.from({ length: 257 }, (_, step) => tintOf(Math.max(0, step - 1) / 255, strength));
  const mix = tintMixer(violation);
  for (let y = yStart; y < yEnd; y += linesAtOnce) {
    const lines = Math.min(linesAtOnce, yEnd - y);
    const onLines = { ...placement, x: placement.x - xStart, y: placement.y - y };
    paintDensities(shares, { width: columns, height: lines }, marks.pyramid, onLines, shareSteps, undefined, bit);
    for (let line = 0; line < lines; line++) {
      const first = (y + line) * width + xStart;
      for (let i = 0; i < columns; i++) {
        const tint = tints[shares[line * columns + i]];
        if (tint > 0) pixels[first + i] = mix(pixels[first + i], tint);
      }
    }
  }
}

/** @param tint 0 to 256 */
function mixed(pixel: number, r: number, g: number, b: number, tint: number): number {
  const part = (below: number, over: number) => (below * (256 - tint) + over * tint) >>> 8;
  const red = part(pixel & 0xff, r);
  const green = part((pixel >>> 8) & 0xff, g);
  const blue = part((pixel >>> 16) & 0xff, b);
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
