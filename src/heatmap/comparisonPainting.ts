import { color } from 'd3';
import type { DensityPyramid } from '../sparsity/pyramid';
import type { ComparedMap } from '../views/comparedMap';
import { rowTiles } from './axisTiles';
import type { Theme } from './palette';
import { cellRanges, type PixelRegion, paintDensities } from './raster';
import type { PixelSize, Placement } from './viewport';

/** A comparison of two masks, and its colors. */
export type ColoredComparison = ComparedMap & { readonly colors: ComparisonColors };

/** `nonzero`: non-zero in both models. */
type ComparisonColors = Readonly<Record<'nonzero' | 'kept' | 'added' | 'lost', string>>;

// Changes have strong colors. All pairs of colors, and a pixel with a single change among kept zeros, differ by at least 17 in CIELAB for
// protanopia, deuteranopia and tritanopia. Simulation: Machado, Oliveira and Fernandes, 2009.
export const comparisonColors: Readonly<Record<Theme, ComparisonColors>> = {
  light: { nonzero: '#eef1f5', kept: '#a3bfdc', added: '#3d2b8f', lost: '#c2187a' },
  dark: { nonzero: '#1c2530', kept: '#2f5478', added: '#eaf1d8', lost: '#ff75b8' },
};

export function coloredComparison(compared: ComparedMap, theme: Theme): ColoredComparison {
  const known = made.get(compared)?.[theme];
  if (known) return known;
  const colored = { ...compared, colors: comparisonColors[theme] };
  made.set(compared, { ...made.get(compared), [theme]: colored });
  return colored;
}

// Cached, because painters compare colors by identity to skip painting.
const made = new WeakMap<ComparedMap, Partial<Record<Theme, ColoredComparison>>>();

// Steps are shares of 255 plus 1. Step 0 means outside the matrix.
const shareSteps = Uint32Array.from({ length: 256 }, (_, share) => share + 1);
// Of 255. A single change among thousands of weights gives its pixel at least this share of the color.
const minTint = 153;
// Lines are painted in groups of this size: shares of all pixels would take three times the memory of the map.
const linesAtOnce = 64;

/**
 * Paints each pixel with the mix of the colors of its weights.
 * @param pixels [height, width], as ImageData holds them; pixels outside the matrix become transparent
 */
export function paintComparison(
  pixels: Uint32Array,
  { width }: PixelSize,
  { kept, added, lost, changes, colors }: ColoredComparison,
  placement: Placement,
  { xStart, xEnd, yStart, yEnd }: PixelRegion,
): void {
  const columns = xEnd - xStart;
  const pixelCount = columns * Math.min(linesAtOnce, yEnd - yStart);
  const [ofKept, ofAdded, ofLost] = [0, 1, 2].map(() => new Uint32Array(pixelCount).fill(shareSteps[0]));
  const onPixels = { ...placement, x: placement.x - xStart };
  const { starts, ends } = cellRanges(
    yStart,
    yEnd,
    placement.y,
    placement.scale,
    kept.mask.rowCount,
    rowTiles(placement.tiles),
  );
  const mix = mixOf(colors);
  for (let y = yStart; y < yEnd; y += linesAtOnce) {
    const size = { width: columns, height: Math.min(linesAtOnce, yEnd - y) };
    const sharesOf = (pyramid: DensityPyramid, shares: Uint32Array) =>
      paintDensities(shares, size, pyramid, { ...onPixels, y: placement.y - y }, shareSteps);
    sharesOf(kept, ofKept);
    // Most parts have no changes, which is fast to find.
    if (changes.added > 0) sharesOf(added, ofAdded);
    if (changes.lost > 0) sharesOf(lost, ofLost);
    for (let line = 0; line < size.height; line++) {
      const first = (y + line) * width + xStart;
      const start = line * columns;
      // If a weight is several pixels high, most lines are equal to the line above.
      const row = y + line - yStart;
      const isRepeated = starts[row] === starts[row - 1] && ends[row] === ends[row - 1];
      if (line > 0 && isRepeated) pixels.copyWithin(first, first - width, first - width + columns);
      else mix(pixels, first, ofKept, ofAdded, ofLost, start, start + columns);
    }
  }
}

type Mix = (
  pixels: Uint32Array,
  first: number,
  ofKept: Uint32Array,
  ofAdded: Uint32Array,
  ofLost: Uint32Array,
  start: number,
  end: number,
) => void;

/** Mixes a line of pixels. Products of shares and colors come from tables. */
function mixOf(colors: ComparisonColors): Mix {
  const [nonzero, keptParts, addedParts, lostParts] = [colors.nonzero, colors.kept, colors.added, colors.lost].map(
    partsOf,
  );
  const unchanged = Uint32Array.from({ length: 256 }, (_, kept) =>
    pixelOf(nonzero.redBlue[255 - kept] + keptParts.redBlue[kept], nonzero.green[255 - kept] + keptParts.green[kept]),
  );
  return (pixels, first, ofKept, ofAdded, ofLost, start, end) => {
    for (let i = start; i < end; i++) {
      if (ofKept[i] === 0) {
        pixels[first + i - start] = 0;
        continue;
      }
      let added = ofAdded[i] - 1;
      let lost = ofLost[i] - 1;
      // The common case.
      if (added === 0 && lost === 0) {
        pixels[first + i - start] = unchanged[ofKept[i] - 1];
        continue;
      }
      if (added > 0 && added < minTint) added = minTint;
      if (lost > 0 && lost < minTint) lost = minTint;
      const changed = added + lost;
      if (changed > 255) {
        added = Math.round((255 * added) / changed);
        lost = 255 - added;
      }
      const kept = Math.min(ofKept[i] - 1, 255 - added - lost);
      const rest = 255 - added - lost - kept;
      // 32-bit integers only, which is twice as fast.
      const redBlue =
        (((nonzero.redBlue[rest] + keptParts.redBlue[kept]) | 0) +
          ((addedParts.redBlue[added] + lostParts.redBlue[lost]) | 0)) |
        0;
      const green = nonzero.green[rest] + keptParts.green[kept] + addedParts.green[added] + lostParts.green[lost];
      pixels[first + i - start] = pixelOf(redBlue, green);
    }
  };
}

/** A pixel of ImageData: bytes R, G, B, A in memory order. */
function pixelOf(redBlue: number, green: number): number {
  return 0xff000000 | ((redBlue >>> 24) << 16) | (green & 0xff00) | ((redBlue >>> 8) & 0xff);
}

/** A color times each share of 255, in units of 1/256: red in the lower and blue in the upper half of a word. */
type Parts = { readonly redBlue: Int32Array; readonly green: Int32Array };

function partsOf(text: string): Parts {
  const { r, g, b } = color(text)!.rgb();
  const redBlue = new Int32Array(256);
  const green = new Int32Array(256);
  for (let share = 0; share < 256; share++) {
    const part = (channel: number) => Math.floor((256 * channel * share) / 255);
    redBlue[share] = part(r) | (part(b) << 16);
    green[share] = part(g);
  }
  return { redBlue, green };
}
