import { color } from 'd3';
import { describe, expect, it } from 'vitest';
import { paintTint, violationTint } from '../../src/heatmap/violationTint';
import type { TensorMap } from '../../src/views/tensorMap';
import { denseMatrix, mapOfMask, maskWhere, seededRandom } from '../support/matrices';

const white = 0xffffffff;
const orange = '#d9480f';

/** How strongly each pixel of a white surface is tinted, 0 to 1. */
function tints(map: TensorMap, scale: number, size = { width: 200, height: 200 }, x = 0): number[] {
  const pixels = new Uint32Array(size.width * size.height).fill(white);
  const region = { xStart: 0, xEnd: size.width, yStart: 0, yEnd: size.height };
  paintTint(pixels, size, violationTint(map, scale)!, { scale, x, y: 0, tiles: map.view.tiles }, orange, region);
  const { b } = color(orange)!.rgb();
  return Array.from(pixels, (pixel) => (255 - ((pixel >>> 16) & 0xff)) / (255 - b));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Blocks of four weights, with three non-zeros if they violate. `violates` is called once for each block. */
function mapWhere(rows: number, blocks: number, violates: (row: number, block: number) => boolean): Promise<TensorMap> {
  const isViolating = Array.from({ length: rows * blocks }, (_, i) => violates(Math.floor(i / blocks), i % blocks));
  const nonzero = (row: number, column: number) => column % 4 < (isViolating[row * blocks + (column >> 2)] ? 3 : 1);
  return mapOfMask(denseMatrix('FULLY_CONNECTED', [rows, blocks * 4]), maskWhere(rows, blocks * 4, nonzero));
}

describe('the tint of violations', () => {
  it.each([0.02, 0.05, 0.2, 0.5])('adds up to the share of violating blocks, at any scale (%d)', async (share) => {
    const random = seededRandom(7);
    const map = await mapWhere(800, 200, () => random() < share);
    const { strongest } = violationTint(map, 1)!;
    for (const scale of [0.25, 0.6, 1, 2.5]) {
      const shown = mean(tints(map, scale)) / strongest;
      expect(shown).toBeGreaterThan(share * 0.85);
      expect(shown).toBeLessThan(Math.max(share, 0.01) * 1.5 + 0.005);
    }
  });

  it('is where the violations are, not in a lattice', async () => {
    const map = await mapWhere(400, 100, (row, block) => row < 100 && block < 25);
    const tinted = tints(map, 0.5);
    const corner = (x: number, y: number) => tinted[y * 200 + x];
    expect(corner(10, 10)).toBeGreaterThan(0.7);
    expect(corner(49, 49)).toBeGreaterThan(0.7);
    expect(corner(52, 10)).toBe(0);
    expect(corner(10, 52)).toBe(0);
    expect(new Set(tinted).size).toBe(2);
  });

  it('shows single violations among hundred thousands of blocks', async () => {
    const map = await mapWhere(1600, 400, (row, block) => row % 100 === 0 && block % 20 === 0);
    expect(map.violationCount).toBe(320);
    const tinted = tints(map, 0.125);
    const strong = tinted.filter((tint) => tint > 0.5);
    expect(strong.length).toBeGreaterThan(250);
    expect(mean(tinted)).toBeLessThan(0.02);
  });

  it('is the same for the part of a moved surface', async () => {
    const random = seededRandom(3);
    const map = await mapWhere(400, 200, () => random() < 0.1);
    const whole = tints(map, 0.5, { width: 300, height: 20 });
    const moved = tints(map, 0.5, { width: 300, height: 20 }, -100);
    for (let y = 0; y < 20; y++) {
      expect(moved.slice(y * 300, y * 300 + 200)).toEqual(whole.slice(y * 300 + 100, y * 300 + 300));
    }
  });

  it('does not exist without violations', async () => {
    expect(violationTint(await mapWhere(4, 4, () => false), 1)).toBeUndefined();
  });
});
