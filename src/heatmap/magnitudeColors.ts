import { interpolateViridis } from 'd3';
import { largestStep, type Magnitudes } from '../views/magnitudes';
import type { MagnitudeColoring } from './coloring';
import { colorSteps } from './colorScale';
import type { Theme } from './palette';

/** Magnitudes with a color for each of their 65,536 steps. */
export type ColoredMagnitudes = Pick<Magnitudes, 'levels' | 'largest'> & {
  readonly coloring: MagnitudeColoring;
  /** [65,536], as ImageData holds them; the first is that of zero. */
  readonly colors: Uint32Array<ArrayBuffer>;
  /** Of a magnitude. */
  colorOf(magnitude: number): string;
  /** At a share 0..1 of the colors. */
  colorAt(share: number): string;
  /** The magnitude at a share 0..1 of the colors. */
  magnitudeAt(share: number): number;
};

/** Zero is no small magnitude: it has a color of its own, next to that of the page. */
const zeroColors: Readonly<Record<Theme, string>> = { light: '#eef1f5', dark: '#202a36' };

/** Evenly by value, or so that each color has as many of the non-zero weights. */
export function coloredMagnitudes(
  magnitudes: Magnitudes,
  coloring: MagnitudeColoring,
  theme: Theme,
): ColoredMagnitudes {
  const known = made.get(magnitudes)?.get(`${coloring} ${theme}`);
  if (known) return known;
  const shares = coloring === 'magnitude' ? linearShares() : quantileShares(magnitudes);
  const ramp = colorSteps(interpolateViridis);
  const [zero] = colorSteps(() => zeroColors[theme]);
  const colors = Uint32Array.from(shares, (share) => ramp[Math.round(255 * share)]);
  colors[0] = zero;
  const colored: ColoredMagnitudes = {
    ...magnitudes,
    coloring,
    colors,
    colorOf: (magnitude) =>
      magnitude === 0 ? zeroColors[theme] : interpolateViridis(shares[stepOf(magnitude, magnitudes.largest)]),
    colorAt: interpolateViridis,
    magnitudeAt: (share) => (firstAtLeast(shares, share) / largestStep) * magnitudes.largest,
  };
  const ofPicture = made.get(magnitudes) ?? new Map<string, ColoredMagnitudes>();
  made.set(magnitudes, ofPicture.set(`${coloring} ${theme}`, colored));
  return colored;
}

// The same colors are the same array: what was painted with it need not be painted again.
const made = new WeakMap<Magnitudes, Map<string, ColoredMagnitudes>>();

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
