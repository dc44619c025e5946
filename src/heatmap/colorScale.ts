import { color } from 'd3';

/** A CSS color for each share 0 to 1 of non-zero weights. */
export type ColorScale = (share: number) => string;

/** A color as `rgb()`; undefined if the text is not a CSS color. */
export function cssColor(text: string | undefined): string | undefined {
  return text === undefined ? undefined : color(text)?.formatRgb();
}

/** A scale in 256 steps. Each is a pixel of ImageData: bytes R, G, B, A in memory order. */
export function colorSteps(scale: ColorScale): Uint32Array<ArrayBuffer> {
  const steps = new Uint32Array(256);
  const bytes = new Uint8Array(steps.buffer);
  for (let step = 0; step < 256; step++) {
    const { r, g, b } = color(scale(step / 255))!.rgb();
    bytes.set([r, g, b, 255], step * 4);
  }
  return steps;
}
