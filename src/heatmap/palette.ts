import { interpolateBlues, interpolateLab, interpolateOranges, interpolateViridis } from 'd3';
import { isBlockPattern, type Pattern, patternText, twoOfFour } from '../sparsity/pattern';
import { type Coloring, isMagnitudeColoring } from './coloring';
import { type ColorScale, colorSteps, cssColor } from './colorScale';

export type Theme = 'light' | 'dark';

/** The colors of the map; orange, which no kind of color blindness confuses with blue, is for violations. */
export type Palette = {
  readonly zero: string;
  readonly nonzero: string;
  readonly violation: string;
  readonly separation: string;
  /** The bars of the margins, and the line where one of ones would end. */
  readonly margin: { readonly bar: string; readonly end: string };
  /** Lies over what is beside the point. */
  readonly veil: string;
  /** Of a share 0..1 of weights that are not zero. */
  densityColor(density: number): string;
  /** densityColor in 256 steps, as ImageData holds them. */
  readonly steps: Uint32Array<ArrayBuffer>;
};

const separation: Readonly<Record<Theme, string>> = { light: '#ffffff', dark: 'rgba(255, 255, 255, 0.6)' };

const margin: Readonly<Record<Theme, Palette['margin']>> = {
  light: { bar: '#9dbbdc', end: '#d5dae0' },
  dark: { bar: '#46688c', end: '#39434f' },
};

const veil: Readonly<Record<Theme, string>> = { light: 'rgba(255, 255, 255, 0.88)', dark: 'rgba(20, 27, 36, 0.88)' };

const violation: Readonly<Record<Theme, string>> = { light: '#d9480f', dark: '#ff922b' };

/** Colors that a page around ours wants in the place of ours, as CSS writes them; what is no color is passed over. */
export type OwnColors = {
  readonly zero?: string | undefined;
  readonly nonzero?: string | undefined;
  readonly violation?: string | undefined;
  /** Between blocks. */
  readonly lines?: string | undefined;
};

export function paletteOf(
  theme: Theme,
  coloring: Coloring = 'nonzero',
  pattern: Pattern = twoOfFour,
  own: OwnColors = {},
): Palette {
  const key = [theme, coloring, patternText(pattern), own.zero, own.nonzero, own.violation, own.lines].join(' ');
  const known = palettes.get(key);
  if (known) return known;
  const densityColor = colorScale(coloring, theme, pattern, own);
  const palette = {
    zero: densityColor(0),
    nonzero: densityColor(1),
    violation: cssColor(own.violation) ?? violation[theme],
    separation: cssColor(own.lines) ?? separation[theme],
    margin: margin[theme],
    veil: veil[theme],
    densityColor,
    steps: colorSteps(densityColor),
  };
  palettes.set(key, palette);
  return palette;
}

// The same steps are the same array: what was painted with it need not be painted again.
const palettes = new Map<string, Palette>();

/** One hue from pale to deep, so that lightness alone tells them apart. On a dark page zeros recede into the dark as they recede into the
 * paper on a light one. */
const nonzeroScales: Readonly<Record<Theme, ColorScale>> = {
  light: (share) => interpolateBlues(0.2 + 0.8 * share),
  dark: (share) => interpolateBlues(1 - 0.72 * share),
};

function colorScale(coloring: Coloring, theme: Theme, pattern: Pattern, own: OwnColors = {}): ColorScale {
  const nonzeroScale = nonzeroScaleOf(theme, own);
  // Until it is known how large weights are, or what became of them: which of them are zero.
  if (coloring === 'nonzero' || coloring === 'compare' || isMagnitudeColoring(coloring)) return nonzeroScale;
  if (coloring === 'density') return interpolateViridis;
  // A block that is zero as a whole stands apart from one with a single weight.
  if (isBlockPattern(pattern)) return (share) => nonzeroScale(share === 0 ? 0 : 0.3 + 0.7 * share);
  const { zeros, of } = pattern;
  const allowed = of - zeros;
  // Blocks that keep the pattern are blue by their count, those with more are orange: both are told apart without color by their lightness.
  return (share) => {
    // Shares come in 256 steps: what lies nearer to a whole count than half a step is that count.
    const whole = Math.round(share * of);
    const count = Math.abs(share * of - whole) <= of / 510 ? whole : share * of;
    if (count < allowed + 0.5) return nonzeroScale(0.75 * Math.min(1, count / allowed));
    return interpolateOranges(0.5 + 0.35 * ((count - allowed) / zeros));
  };
}

function nonzeroScaleOf(theme: Theme, own: OwnColors): ColorScale {
  const usual = nonzeroScales[theme];
  const [zero, nonzero] = [cssColor(own.zero), cssColor(own.nonzero)];
  return zero || nonzero ? interpolateLab(zero ?? usual(0), nonzero ?? usual(1)) : usual;
}
