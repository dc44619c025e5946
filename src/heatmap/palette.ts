import { interpolateBlues, interpolateLab, interpolateOranges, interpolateReds, interpolateViridis } from 'd3';
import { isBlockPattern, type Pattern, patternText, twoOfFour } from '../sparsity/pattern';
import type { ViolationMark } from '../sparsity/violationMark';
import { type Coloring, isMagnitudeColoring } from './coloring';
import { type ColorScale, colorSteps, cssColor } from './colorScale';

export type Theme = 'light' | 'dark';

/** The colors of the map, as CSS values. Marks are amber or red, which no kind of color blindness confuses with blue. */
export type Palette = {
  readonly zero: string;
  readonly nonzero: string;
  /** The outline of violating blocks. Of a tensor whose violating blocks are not marked, the outline of the one that the reader goes to. */
  readonly violation: string;
  readonly separation: string;
  /** The bars of the margins, and the line that marks 100 %. */
  readonly margin: { readonly bar: string; readonly end: string };
  /** The frame of the window in view on the overview, and the line around it. */
  readonly frame: { readonly line: string; readonly halo: string };
  /** Covers what is outside the window of a figure. */
  readonly veil: string;
  /** The stripes over weights that a prediction sets to zero, and the color between them. */
  readonly hatch: { readonly stripe: string; readonly between: string };
  /** The color of a share 0 to 1 of non-zero weights. */
  densityColor(density: number): string;
  /** densityColor in 256 steps, as pixels of ImageData. */
  readonly steps: Uint32Array<ArrayBuffer>;
};

const separation: Readonly<Record<Theme, string>> = { light: '#ffffff', dark: 'rgba(255, 255, 255, 0.6)' };

const margin: Readonly<Record<Theme, Palette['margin']>> = {
  light: { bar: '#9dbbdc', end: '#d5dae0' },
  dark: { bar: '#46688c', end: '#39434f' },
};

const frame: Readonly<Record<Theme, Palette['frame']>> = {
  light: { line: '#17202b', halo: '#ffffff' },
  dark: { line: '#ffffff', halo: '#17202b' },
};

const veil: Readonly<Record<Theme, string>> = { light: 'rgba(255, 255, 255, 0.88)', dark: 'rgba(20, 27, 36, 0.88)' };

// All pairs of these, of the zeros and non-zeros of the map, and of the colors of a comparison differ by at least 20 in CIELAB for protanopia,
// deuteranopia and tritanopia. Simulation: Machado, Oliveira and Fernandes, 2009.
const markColors: Readonly<Record<ViolationMark, Readonly<Record<Theme, string>>>> = {
  nearly: { light: '#d97706', dark: '#ffb347' },
  required: { light: '#a4001a', dark: '#ef4444' },
};
// The color of the bar and of the controls of a what-if.
const hatchStripe: Readonly<Record<Theme, string>> = { light: '#d97706', dark: '#ffb347' };
const unmarkedViolation = '#8b5cf6';

/** CSS colors that a host page sets. Texts that are not colors are ignored. */
export type OwnColors = {
  readonly zero?: string | undefined;
  readonly nonzero?: string | undefined;
  readonly violation?: string | undefined;
  /** Separation lines between blocks. */
  readonly lines?: string | undefined;
};

export function paletteOf(
  theme: Theme,
  coloring: Coloring = 'nonzero',
  pattern: Pattern = twoOfFour,
  own: OwnColors = {},
  mark?: ViolationMark,
): Palette {
  const { zero, nonzero, lines } = own;
  const key = [theme, coloring, patternText(pattern), zero, nonzero, own.violation, lines, mark].join(' ');
  const known = palettes.get(key);
  if (known) return known;
  const densityColor = colorScale(coloring, theme, pattern, own, mark);
  const palette = {
    zero: densityColor(0),
    nonzero: densityColor(1),
    violation: mark ? (cssColor(own.violation) ?? markColor(mark, theme)) : unmarkedViolation,
    separation: cssColor(lines) ?? separation[theme],
    margin: margin[theme],
    frame: frame[theme],
    veil: veil[theme],
    hatch: { stripe: hatchStripe[theme], between: interpolateLab(densityColor(0), hatchStripe[theme])(0.2) },
    densityColor,
    steps: colorSteps(densityColor),
  };
  palettes.set(key, palette);
  return palette;
}

/** The color of marked violations, unless a host sets it. */
export function markColor(mark: ViolationMark, theme: Theme): string {
  return markColors[mark][theme];
}

// Cached, because painters compare colors by identity to skip painting.
const palettes = new Map<string, Palette>();

/** One hue, so that lightness alone distinguishes shares. Zeros are close to the background in both themes. */
const nonzeroScales: Readonly<Record<Theme, ColorScale>> = {
  light: (share) => interpolateBlues(0.2 + 0.8 * share),
  dark: (share) => interpolateBlues(1 - 0.72 * share),
};

/** Blocks with more non-zeros than the pattern allows, by the share of their zeros that is missing. Without a mark, violet that goes on from the blue of the others. */
const overLimitScales: Readonly<Record<ViolationMark | 'unmarked', Readonly<Record<Theme, ColorScale>>>> = {
  nearly: { light: warningScale(interpolateOranges), dark: warningScale(interpolateOranges) },
  required: { light: warningScale(interpolateReds), dark: warningScale(interpolateReds) },
  unmarked: { light: interpolateLab('#7c3aed', '#2e1065'), dark: interpolateLab('#c4a1ff', '#ecdcff') },
};

function warningScale(hue: ColorScale): ColorScale {
  return (missing) => hue(0.5 + 0.35 * missing);
}

function colorScale(
  coloring: Coloring,
  theme: Theme,
  pattern: Pattern,
  own: OwnColors,
  mark: ViolationMark | undefined,
): ColorScale {
  const nonzeroScale = nonzeroScaleOf(theme, own);
  // Magnitudes and comparisons have their own colors. Until they are read, the map shows zeros.
  if (coloring === 'nonzero' || coloring === 'compare' || isMagnitudeColoring(coloring)) return nonzeroScale;
  if (coloring === 'density') return interpolateViridis;
  // An all-zero block differs clearly from a block with a single non-zero.
  if (isBlockPattern(pattern)) return (share) => nonzeroScale(share === 0 ? 0 : 0.3 + 0.7 * share);
  const { zeros, of } = pattern;
  const allowed = of - zeros;
  const overLimit = overLimitScales[mark ?? 'unmarked'][theme];
  // Blocks that follow the pattern are blue. The lightness of others differs too.
  return (share) => {
    // Shares come in 256 steps: a share within half a step of an integer count is that count.
    const rounded = Math.round(share * of);
    const count = Math.abs(share * of - rounded) <= of / 510 ? rounded : share * of;
    if (count < allowed + 0.5) return nonzeroScale(0.75 * Math.min(1, count / allowed));
    return overLimit((count - allowed) / zeros);
  };
}

function nonzeroScaleOf(theme: Theme, own: OwnColors): ColorScale {
  const usual = nonzeroScales[theme];
  const [zero, nonzero] = [cssColor(own.zero), cssColor(own.nonzero)];
  return zero || nonzero ? interpolateLab(zero ?? usual(0), nonzero ?? usual(1)) : usual;
}
