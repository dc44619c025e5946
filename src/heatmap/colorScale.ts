import { color, interpolateBlues, interpolateLab, interpolateOranges, interpolateViridis } from 'd3';
import { isBlockPattern, type Pattern } from '../sparsity/pattern';
import { type Coloring, isMagnitudeColoring } from './coloring';
import type { OwnColors, Theme } from './palette';

/** A color for each share 0..1 of weights that are not zero. */
export type ColorScale = (share: number) => string;

/** One hue from pale to deep, so that lightness alone tells them apart. On a dark page zeros recede into the dark as they recede into the
 * paper on a light one. */
const nonzeroScales: Readonly<Record<Theme, ColorScale>> = {
  light: (share) => interpolateBlues(0.2 + 0.8 * share),
  dark: (share) => interpolateBlues(1 - 0.72 * share),
};

export function colorScale(coloring: Coloring, theme: Theme, pattern: Pattern, own: OwnColors = {}): ColorScale {
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

/** A color as CSS writes it, or undefined for what is none. */
export function cssColor(text: string | undefined): string | undefined {
  return text === undefined ? undefined : color(text)?.formatRgb();
}

/** A scale in 256 steps, as ImageData holds them: bytes R, G, B, A in memory order. */
export function colorSteps(scale: ColorScale): Uint32Array<ArrayBuffer> {
  const steps = new Uint32Array(256);
  const bytes = new Uint8Array(steps.buffer);
  for (let step = 0; step < 256; step++) {
    const { r, g, b } = color(scale(step / 255))!.rgb();
    bytes.set([r, g, b, 255], step * 4);
  }
  return steps;
}
