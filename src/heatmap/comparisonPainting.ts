import { color } from 'd3';
import type { ComparedPicture } from '../sparsity/comparison';
import type { Theme } from './palette';
import { type PixelRegion, paintDensities } from './raster';
import type { PixelSize, Placement } from './viewport';

/** What became of each weight, with the colours that say it. */
export type ColouredComparison = ComparedPicture & { readonly colours: ComparisonColours };

/** `nonzero`: in both models. */
type ComparisonColours = Readonly<Record<'nonzero' | 'kept' | 'added' | 'lost', string>>;

// Blue, yellow and purple of Tol's bright scheme, which no kind of colour blindness confuses.
const colours: Readonly<Record<Theme, ComparisonColours>> = {
  light: { nonzero: '#e4e8ee', kept: '#4477aa', added: '#ccbb44', lost: '#aa3377' },
  dark: { nonzero: '#263140', kept: '#4f86bd', added: '#d9c84e', lost: '#cf5596' },
};

export function colouredComparison(compared: ComparedPicture, theme: Theme): ColouredComparison {
  const known = made.get(compared)?.[theme];
  if (known) return known;
  const coloured = { ...compared, colours: colours[theme] };
  made.set(compared, { ...made.get(compared), [theme]: coloured });
  return coloured;
}

// The same colours are the same object: what was painted with it need not be painted again.
const made = new WeakMap<ComparedPicture, Partial<Record<Theme, ColouredComparison>>>();

// One more than the share of 255, as 0 is outside of the matrix.
const shareSteps = Uint32Array.from({ length: 256 }, (_, share) => share + 1);
// A single added or lost zero among thousands still tints its pixel.
const leastTint = 90;

let shares: Record<'kept' | 'added' | 'lost', Uint32Array> | undefined;

/** Paints each pixel in the mix of what became of its weights; pixels outside the matrix become transparent. */
export function paintComparison(
  pixels: Uint32Array,
  size: PixelSize,
  { kept, added, lost, colours }: ColouredComparison,
  placement: Placement,
  region: PixelRegion,
): void {
  const [nonzero, ofKept, ofAdded, ofLost] = [colours.nonzero, colours.kept, colours.added, colours.lost].map(
    channelsOf,
  );
  if (!shares || shares.kept.length < pixels.length) {
    const made = () => new Uint32Array(pixels.length);
    shares = { kept: made(), added: made(), lost: made() };
  }
  paintDensities(shares.kept, size, kept, placement, shareSteps, region);
  paintDensities(shares.added, size, added, placement, shareSteps, region);
  paintDensities(shares.lost, size, lost, placement, shareSteps, region);
  for (let y = region.yStart; y < region.yEnd; y++) {
    for (let i = y * size.width + region.xStart; i < y * size.width + region.xEnd; i++) {
      if (shares.kept[i] === 0) {
        pixels[i] = 0;
        continue;
      }
      const isAdded = tint(shares.added[i] - 1);
      const isLost = tint(shares.lost[i] - 1);
      const changed = Math.min(1, isAdded + isLost);
      const isKept = Math.min((shares.kept[i] - 1) / 255, 1 - changed);
      const rest = Math.max(0, 1 - changed - isKept);
      const sum = isAdded + isLost + isKept + rest;
      let pixel = 0xff000000;
      for (let channel = 0; channel < 3; channel++) {
        const mixed =
          isAdded * ofAdded[channel] + isLost * ofLost[channel] + isKept * ofKept[channel] + rest * nonzero[channel];
        pixel |= Math.round(mixed / sum) << (8 * channel);
      }
      pixels[i] = pixel;
    }
  }
}

function tint(share: number): number {
  return share === 0 ? 0 : Math.max(leastTint, share) / 255;
}

function channelsOf(text: string): [number, number, number] {
  const { r, g, b } = color(text)!.rgb();
  return [r, g, b];
}
