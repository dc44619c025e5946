import { interpolateViridis } from 'd3';
import { largestStep, type Magnitudes } from '../views/magnitudes';
import type { MagnitudeColouring } from './colouring';
import { colourSteps } from './colourScale';
import type { Theme } from './palette';

/** Magnitudes with a colour for each of their 65,536 steps. */
export type ColouredMagnitudes = Pick<Magnitudes, 'levels' | 'largest'> & {
  readonly colouring: MagnitudeColouring;
  /** [65,536], as ImageData holds them; the first is that of zero. */
  readonly colours: Uint32Array<ArrayBuffer>;
  /** Of a magnitude. */
  colourOf(magnitude: number): string;
  /** At a share 0..1 of the colours. */
  colourAt(share: number): string;
  /** The magnitude at a share 0..1 of the colours. */
  magnitudeAt(share: number): number;
};

/** Zero is no small magnitude: it has a colour of its own, next to that of the page. */
const zeroColours: Readonly<Record<Theme, string>> = { light: '#eef1f5', dark: '#202a36' };

/** Evenly by value, or so that each colour has as many of the non-zero weights. */
export function colouredMagnitudes(
  magnitudes: Magnitudes,
  colouring: MagnitudeColouring,
  theme: Theme,
): ColouredMagnitudes {
  const known = made.get(magnitudes)?.get(`${colouring} ${theme}`);
  if (known) return known;
  const shares = colouring === 'magnitude' ? linearShares() : quantileShares(magnitudes);
  const ramp = colourSteps(interpolateViridis);
  const [zero] = colourSteps(() => zeroColours[theme]);
  const colours = Uint32Array.from(shares, (share) => ramp[Math.round(255 * share)]);
  colours[0] = zero;
  const coloured: ColouredMagnitudes = {
    ...magnitudes,
    colouring,
    colours,
    colourOf: (magnitude) =>
      magnitude === 0 ? zeroColours[theme] : interpolateViridis(shares[stepOf(magnitude, magnitudes.largest)]),
    colourAt: interpolateViridis,
    magnitudeAt: (share) => (firstAtLeast(shares, share) / largestStep) * magnitudes.largest,
  };
  const ofPicture = made.get(magnitudes) ?? new Map<string, ColouredMagnitudes>();
  made.set(magnitudes, ofPicture.set(`${colouring} ${theme}`, coloured));
  return coloured;
}

// The same colours are the same array: what was painted with it need not be painted again.
const made = new WeakMap<Magnitudes, Map<string, ColouredMagnitudes>>();

function stepOf(magnitude: number, largest: number): number {
  return largest === 0 ? 0 : Math.min(largestStep, Math.max(1, Math.round((magnitude / largest) * largestStep)));
}

function linearShares(): Float32Array {
  return Float32Array.from({ length: largestStep + 1 }, (_, step) => step / largestStep);
}

/** The share of non-zero cells that are no larger. */
function quantileShares({ levels }: Magnitudes): Float32Array {
  const counts = new Uint32Array(largestStep + 1);
  for (const step of levels[0].cells) counts[step]++;
  const total = levels[0].cells.length - counts[0];
  const shares = new Float32Array(largestStep + 1);
  let before = 0;
  for (let step = 1; step <= largestStep; step++) {
    before += counts[step];
    shares[step] = total === 0 ? 0 : before / total;
  }
  return shares;
}

function firstAtLeast(shares: Float32Array, share: number): number {
  let [low, high] = [0, shares.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (shares[middle] >= share) high = middle;
    else low = middle + 1;
  }
  return low;
}
