import { interpolateViridis } from 'd3';
import { largestStep } from '../sparsity/magnitudeCells';
import type { Magnitudes } from '../views/magnitudes';
import type { MagnitudeColoring } from './coloring';
import { colorSteps } from './colorScale';
import type { Theme } from './palette';

/** Magnitudes with a color for each of their 65,536 steps. */
export type ColoredMagnitudes = Pick<Magnitudes, 'levels' | 'largest'> & {
  readonly coloring: MagnitudeColoring;
  /** [65,536], pixels of ImageData. The first is the color of zero. */
  readonly colors: Uint32Array<ArrayBuffer>;
  /** The CSS color of a magnitude. */
  colorOf(magnitude: number): string;
  /** The CSS color at a position 0 to 1 of the scale. */
  colorAt(share: number): string;
  /** The magnitude at a position 0 to 1 of the scale. */
  magnitudeAt(share: number): number;
};

// Zero has a color outside the scale, so that it differs from a small magnitude.
const zeroColors: Readonly<Record<Theme, string>> = { light: '#eef1f5', dark: '#202a36' };

/** Colors by value (`magnitude`), or with the same number of non-zero weights per color (`quantile`). */
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
  const byColoring = made.get(magnitudes) ?? new Map<string, ColoredMagnitudes>();
  made.set(magnitudes, byColoring.set(`${coloring} ${theme}`, colored));
  return colored;
}

// Cached, because painters compare colors by identity to skip painting.
const made = new WeakMap<Magnitudes, Map<string, ColoredMagnitudes>>();

function stepOf(magnitude: number, largest: number): number {
  return largest === 0 ? 0 : Math.min(largestStep, Math.max(1, Math.round((magnitude / largest) * largestStep)));
}

function linearShares(): Float32Array {
  return Float32Array.from({ length: largestStep + 1 }, (_, step) => step / largestStep);
}

/** For each step the share of non-zero cells that are at most as large. */
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
