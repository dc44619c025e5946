import { color, interpolateBlues } from 'd3';

export type Theme = 'light' | 'dark';

/** The colours of the map. One hue from pale to deep, so that lightness alone tells them apart, and orange, which no kind of colour
 * blindness confuses with blue, for violations. */
export type Palette = {
  readonly zero: string;
  readonly nonzero: string;
  readonly violation: string;
  readonly separation: string;
  /** Lies over what is beside the point. */
  readonly veil: string;
  /** Density 0..1 */
  densityColor(density: number): string;
  /** densityColor in 256 steps, as ImageData holds it: bytes R, G, B, A in memory order. */
  readonly steps: Uint32Array<ArrayBuffer>;
};

const ramps: Readonly<Record<Theme, (density: number) => string>> = {
  light: (density) => interpolateBlues(0.2 + 0.8 * density),
  // On a dark page zeros recede into the dark as they recede into the paper on a light one.
  dark: (density) => interpolateBlues(1 - 0.72 * density),
};

const separation: Readonly<Record<Theme, string>> = { light: '#ffffff', dark: 'rgba(255, 255, 255, 0.6)' };

const veil: Readonly<Record<Theme, string>> = { light: 'rgba(255, 255, 255, 0.88)', dark: 'rgba(20, 27, 36, 0.88)' };

const violation: Readonly<Record<Theme, string>> = { light: '#d9480f', dark: '#ff922b' };

export function paletteOf(theme: Theme): Palette {
  const densityColor = ramps[theme];
  const steps = new Uint32Array(256);
  const bytes = new Uint8Array(steps.buffer);
  for (let step = 0; step < 256; step++) {
    const { r, g, b } = color(densityColor(step / 255))!.rgb();
    bytes.set([r, g, b, 255], step * 4);
  }
  return {
    zero: densityColor(0),
    nonzero: densityColor(1),
    violation: violation[theme],
    separation: separation[theme],
    veil: veil[theme],
    densityColor,
    steps,
  };
}
