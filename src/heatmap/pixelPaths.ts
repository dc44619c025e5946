import type { PixelSize } from './viewport';

/** All pixels of one color. `d`: of an SVG path, one rectangle per run of pixels. */
export type PixelPath = { readonly color: string; readonly d: string };

/**
 * Pixels as SVG paths, one per color. Equal lines below each other share their rectangles.
 * @param pixels [height, width], as ImageData holds them; transparent pixels are left out
 * @param side side of a pixel, in units of the drawing
 */
export function pixelPaths(pixels: Uint32Array, { width, height }: PixelSize, side: number): PixelPath[] {
  const parts = new Map<number, string[]>();
  for (let y = 0; y < height; ) {
    const line = pixels.subarray(y * width, (y + 1) * width);
    const same = linesAlike(pixels, width, height, y);
    for (let x = 0; x < width; ) {
      let end = x + 1;
      while (end < width && line[end] === line[x]) end++;
      if (line[x] !== 0) {
        const drawn = parts.get(line[x]) ?? [];
        parts.set(line[x], drawn);
        drawn.push(
          `M${short(x * side)} ${short(y * side)}h${short((end - x) * side)}v${short(same * side)}H${short(x * side)}z`,
        );
      }
      x = end;
    }
    y += same;
  }
  return [...parts].map(([pixel, drawn]) => ({ color: colorOf(pixel), d: drawn.join('') }));
}

/** The number of equal lines from `y` on. */
function linesAlike(pixels: Uint32Array, width: number, height: number, y: number): number {
  let count = 1;
  for (; y + count < height; count++) {
    for (let x = 0; x < width; x++) if (pixels[y * width + x] !== pixels[(y + count) * width + x]) return count;
  }
  return count;
}

/** For example `#0c2f66`. */
function colorOf(pixel: number): string {
  const [red, green, blue] = new Uint8Array(Uint32Array.of(pixel).buffer);
  return `#${[red, green, blue].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Rounds to a thousandth of a unit, which is finer than printers resolve. */
export function short(length: number): string {
  return String(Math.round(length * 1000) / 1000);
}
