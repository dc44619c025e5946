import { rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { comparisonColors } from '../../src/heatmap/comparisonPainting';
import { markColor, paletteOf, type Theme } from '../../src/heatmap/palette';
import type { ZerosPattern } from '../../src/sparsity/pattern';
import type { ViolationMark } from '../../src/sparsity/violationMark';
import { smallestDistance } from '../support/colorBlindness';

const themes = ['light', 'dark'] as const;

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
  const patterns = [
    { zeros: 2, of: 4 },
    { zeros: 1, of: 2 },
    { zeros: 3, of: 64 },
    { zeros: 63, of: 64 },
  ];
  /** Red, green and blue for each count, as cells are painted. */
  function colorsOfCounts(theme: Theme, pattern: ZerosPattern, mark?: ViolationMark): number[][] {
    const { steps } = paletteOf(theme, 'blocks', pattern, {}, mark);
    const bytes = new Uint8Array(steps.buffer);
    return Array.from({ length: pattern.of + 1 }, (_, count) => {
      const step = Math.round((255 * count) / pattern.of);
      return [...bytes.subarray(step * 4, step * 4 + 3)];
    });
  }

  it.each(patterns)('are blue for every count that $zeros of $of allows, and orange or red for more', (pattern) => {
    for (const theme of themes) {
      for (const mark of ['nearly', 'required'] as const) {
        for (const [count, [red, , blue]] of colorsOfCounts(theme, pattern, mark).entries()) {
          expect([count, red > blue]).toEqual([count, count > pattern.of - pattern.zeros]);
        }
      }
    }
  });

  it.each(patterns)('are never orange or red in a tensor that is not marked ($zeros of $of)', (pattern) => {
    for (const theme of themes) {
      for (const [red, , blue] of colorsOfCounts(theme, pattern)) expect(red).toBeLessThanOrEqual(blue);
    }
  });

  it.each(patterns)('show the limit also without a mark, by another hue and lightness ($zeros of $of)', (pattern) => {
    for (const theme of themes) {
      const allowed = pattern.of - pattern.zeros;
      const [below, above] = colorsOfCounts(theme, pattern)
        .slice(allowed, allowed + 2)
        .map(([r, g, b]) => rgb(r, g, b).formatHex());
      expect(smallestDistance(below, above)).toBeGreaterThan(10);
    }
  });
});

describe.each(themes)('the colors of marks in the %s theme', (theme) => {
  const { zero, nonzero, violation: current } = paletteOf(theme);
  const { kept, added, lost, nonzero: nonzeroInBoth } = comparisonColors[theme];
  const marks = { nearly: markColor('nearly', theme), required: markColor('required', theme) };
  const pairsOf = (colors: Readonly<Record<string, string>>) =>
    Object.entries(colors).flatMap(([a, first], i, all) =>
      all.slice(i + 1).map(([b, second]) => [`${a} and ${b}`, first, second] as const),
    );

  it.each(pairsOf({ zero, nonzero, ...marks }))('distinguish %s, for the color-blind too', (_, a, b) => {
    expect(smallestDistance(a, b)).toBeGreaterThan(25);
  });

  it.each(pairsOf({ ...marks, nonzeroInBoth, kept, added, lost }))('distinguish %s of a comparison', (_, a, b) => {
    expect(smallestDistance(a, b)).toBeGreaterThan(17);
  });

  it.each(Object.entries({ zero, nonzero, ...marks }))(
    'distinguish the block that the reader goes to from %s',
    (_, color) => {
      expect(smallestDistance(current, color)).toBeGreaterThan(25);
    },
  );
});
