import { rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { paletteOf } from '../../src/heatmap/palette';

/** The relative luminance of WCAG 2.1, 0..1. */
function luminance(color: string): number {
  const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
  const { r, g, b } = rgb(color);
  return 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
}

describe.each(['light', 'dark'] as const)('the %s palette', (theme) => {
  const palette = paletteOf(theme);

  it('distinguishes zeros from non-zeros by lightness alone', () => {
    const [zero, nonzero] = [luminance(palette.zero), luminance(palette.nonzero)].sort((a, b) => b - a);
    expect((zero + 0.05) / (nonzero + 0.05)).toBeGreaterThan(3);
  });

  it('goes from zero to non-zero in 256 steps, opaque', () => {
    const bytes = new Uint8Array(palette.steps.buffer);
    const at = (step: number) => rgb(bytes[step * 4], bytes[step * 4 + 1], bytes[step * 4 + 2]).formatHex();
    expect(at(0)).toBe(rgb(palette.zero).formatHex());
    expect(at(255)).toBe(rgb(palette.nonzero).formatHex());
    expect(bytes.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
  });

  it('changes its lightness with every tenth of density', () => {
    const ramp = Array.from({ length: 11 }, (_, i) => luminance(palette.densityColor(i / 10)));
    const sorted = [...ramp].sort((a, b) => (ramp[0] < ramp[10] ? a - b : b - a));
    expect(ramp).toEqual(sorted);
  });
});

describe('colors by the count of a block', () => {
  it.each([
    { zeros: 2, of: 4 },
    { zeros: 1, of: 2 },
    { zeros: 3, of: 64 },
    { zeros: 63, of: 64 },
  ])('are blue for every count that $zeros of $of allows, and orange for more', (pattern) => {
    for (const theme of ['light', 'dark'] as const) {
      const { steps } = paletteOf(theme, 'blocks', pattern);
      const bytes = new Uint8Array(steps.buffer);
      for (let count = 0; count <= pattern.of; count++) {
        // As cells are painted.
        const step = Math.round((255 * count) / pattern.of);
        const [red, , blue] = bytes.subarray(step * 4);
        expect([count, red > blue]).toEqual([count, count > pattern.of - pattern.zeros]);
      }
    }
  });
});
