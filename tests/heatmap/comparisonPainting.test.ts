import { color, lab } from 'd3';
import { describe, expect, it } from 'vitest';
import { type ColoredComparison, coloredComparison, paintComparison } from '../../src/heatmap/comparisonPainting';
import type { Theme } from '../../src/heatmap/palette';
import type { PixelSize, Placement } from '../../src/heatmap/viewport';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { zeroChanges } from '../../src/sparsity/comparison';
import { isNonZero, type Mask } from '../../src/sparsity/mask';
import { comparedMap } from '../../src/views/comparedMap';
import { defaultView, viewOf } from '../../src/views/matrixView';
import { denseMatrix, maskFromText, maskWhere, seededRandom } from '../support/matrices';

const themes: readonly Theme[] = ['light', 'dark'];

function matrixFor({ rowCount, columnCount }: Mask) {
  return denseMatrix('FULLY_CONNECTED', [rowCount, columnCount]);
}

async function comparedMasks(before: Mask, after: Mask) {
  const view = viewOf(matrixFor(before), defaultView);
  const changes = await zeroChanges(before, after);
  return comparedMap(before, after, changes, view, (mask) => cpuEngine().pyramidOf(mask));
}

const whole = ({ width, height }: PixelSize) => ({ xStart: 0, xEnd: width, yStart: 0, yEnd: height });

/** The color of each pixel, line by line; `outside` where there is no matrix. */
function painted(
  compared: ColoredComparison,
  size: PixelSize,
  placement: Placement,
  regions = [whole(size)],
): string[][] {
  const pixels = new Uint32Array(size.width * size.height).fill(0x12345678);
  for (const region of regions) paintComparison(pixels, size, compared, placement, region);
  return Array.from({ length: size.height }, (_, y) =>
    Array.from(pixels.subarray(y * size.width, (y + 1) * size.width), colorOf),
  );
}

function colorOf(pixel: number): string {
  if (pixel === 0) return 'outside';
  expect(pixel >>> 24).toBe(255);
  return color(`rgb(${pixel & 255}, ${(pixel >>> 8) & 255}, ${(pixel >>> 16) & 255})`)!.formatHex();
}

/** CIELAB distance. */
function distance(one: string, other: string): number {
  const [a, b] = [lab(one), lab(other)];
  return Math.hypot(a.l - b.l, a.a - b.a, a.b - b.b);
}

describe('zoomed in, each weight has the color of its change', () => {
  it.each(themes)('in the %s theme', async (theme) => {
    const [before, after] = ['..##', '.#.#'].map((line) => maskFromText([line]));
    const compared = coloredComparison(await comparedMasks(before, after), theme);
    const { kept, lost, added, nonzero } = compared.colors;
    const rows = painted(compared, { width: 10, height: 4 }, { scale: 2, x: 1, y: 1 });
    expect(rows[0]).toEqual(Array(10).fill('outside'));
    expect(rows[1]).toEqual(['outside', kept, kept, lost, lost, added, added, nonzero, nonzero, 'outside']);
    expect(rows[2]).toEqual(rows[1]);
    expect(rows[3]).toEqual(rows[0]);
  });
});

describe('zoomed out', () => {
  it.each(themes)('a pixel is the mix of its weights in the %s theme', async (theme) => {
    const [before, after] = [maskFromText(['#.', '#.']), maskFromText(['#.', '#.'])];
    const compared = coloredComparison(await comparedMasks(before, after), theme);
    const [[pixel]] = painted(compared, { width: 1, height: 1 }, { scale: 0.5, x: 0, y: 0 });
    const [mixed, kept, nonzero] = [pixel, compared.colors.kept, compared.colors.nonzero].map((text) =>
      color(text)!.rgb(),
    );
    for (const channel of ['r', 'g', 'b'] as const) {
      expect(Math.abs(mixed[channel] - (kept[channel] + nonzero[channel]) / 2)).toBeLessThanOrEqual(1.5);
    }
  });

  it.each(themes.flatMap((theme) => (['added', 'lost'] as const).map((kind) => [kind, theme] as const)))(
    'a single %s zero among 65,536 weights of a pixel is seen (%s)',
    async (kind, theme) => {
      const random = seededRandom(3);
      const plain = maskWhere(512, 256, () => random() < 0.5);
      const isThere = (row: number, column: number) => isNonZero(plain, row, column);
      // In the lower pixel one weight differs, whichever way.
      const changed = maskWhere(512, 256, (row, column) => isThere(row, column) || (row === 400 && column === 77));
      const without = maskWhere(512, 256, (row, column) => isThere(row, column) && !(row === 400 && column === 77));
      const [before, after] = kind === 'added' ? [changed, without] : [without, changed];
      const compared = coloredComparison(await comparedMasks(before, after), theme);
      expect(compared.changes).toMatchObject({ added: 0, lost: 0, [kind]: 1 });
      const [[upper], [lower]] = painted(compared, { width: 1, height: 2 }, { scale: 1 / 256, x: 0, y: 0 });
      expect(distance(upper, lower)).toBeGreaterThan(20);
      expect(distance(lower, compared.colors[kind])).toBeLessThan(distance(upper, compared.colors[kind]));
    },
  );

  it('a pixel with added and lost zeros has a tint of both, and a pixel with nothing else has their full colors', async () => {
    const [before, after] = [maskFromText(['.#', '.#']), maskFromText(['#.', '#.'])];
    const compared = coloredComparison(await comparedMasks(before, after), 'light');
    const [[pixel]] = painted(compared, { width: 1, height: 1 }, { scale: 0.5, x: 0, y: 0 });
    const [mixed, added, lost] = [pixel, compared.colors.added, compared.colors.lost].map((text) => color(text)!.rgb());
    for (const channel of ['r', 'g', 'b'] as const) {
      expect(Math.abs(mixed[channel] - (added[channel] + lost[channel]) / 2)).toBeLessThanOrEqual(1.5);
    }
  });
});

it.each([0.31, 1, 2.7])('paints regions like the complete surface, at %d pixels per weight', async (scale) => {
  const random = seededRandom(4);
  const [before, after] = [0, 1].map(() => maskWhere(300, 200, () => random() < 0.5));
  const compared = coloredComparison(await comparedMasks(before, after), 'dark');
  // Higher than what is painted at once, and begun outside of the matrix.
  const size = { width: 90, height: 200 };
  const placement = { scale, x: 7, y: 5 };
  const parts = [
    { xStart: 0, xEnd: 33, yStart: 0, yEnd: 200 },
    { xStart: 33, xEnd: 90, yStart: 0, yEnd: 71 },
    { xStart: 33, xEnd: 90, yStart: 71, yEnd: 200 },
  ];
  expect(painted(compared, size, placement, parts)).toEqual(painted(compared, size, placement));
});
