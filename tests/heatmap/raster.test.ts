import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintDensities } from '../../src/heatmap/raster';
import type { PixelSize, Placement } from '../../src/heatmap/viewport';
import { pyramidOnCpu } from '../../src/kernels/pyramid.cpu';
import { isNonZero, type Mask } from '../../src/sparsity/mask';
import { maskFromText, maskWhere, seededRandom } from '../support/matrices';

// The color of step n is n + 1, so that transparent pixels, which are 0, stand out.
const steps = Uint32Array.from({ length: 256 }, (_, step) => step + 1);
const transparent = 0;
const allZero = 1;
const allNonzero = 256;

function painted(mask: Mask, size: PixelSize, placement: Placement): number[][] {
  const pixels = new Uint32Array(size.width * size.height).fill(12345);
  paintDensities(pixels, size, pyramidOnCpu(mask), placement, steps);
  return Array.from({ length: size.height }, (_, y) => [...pixels.subarray(y * size.width, (y + 1) * size.width)]);
}

function asText(pixels: number[][]): string[] {
  const marks = new Map([
    [transparent, ' '],
    [allZero, '.'],
    [allNonzero, '#'],
  ]);
  return pixels.map((line) => line.map((pixel) => marks.get(pixel) ?? '+').join(''));
}

describe('zoomed in, with several pixels per weight', () => {
  const mask = maskFromText(['#.#', '.##']);

  it('each pixel has the color of the weight under it', () => {
    expect(asText(painted(mask, { width: 6, height: 4 }, { scale: 2, x: 0, y: 0 }))).toEqual([
      '##..##', //
      '##..##',
      '..####',
      '..####',
    ]);
  });

  it('pixels around the matrix are transparent', () => {
    expect(asText(painted(mask, { width: 5, height: 4 }, { scale: 1, x: 1, y: 1 }))).toEqual([
      '     ', //
      ' #.# ',
      ' .## ',
      '     ',
    ]);
  });

  it('only the part in view is painted', () => {
    expect(asText(painted(mask, { width: 2, height: 2 }, { scale: 1, x: -1, y: -1 }))).toEqual(['##', '  ']);
  });

  it('a pixel belongs to the weight under its center', () => {
    // Weights of 1.5 pixels from 0.25 on: their edges are at 0.25, 1.75, 3.25, 4.75.
    expect(asText(painted(mask, { width: 6, height: 1 }, { scale: 1.5, x: 0.25, y: 0 }))).toEqual(['##.## ']);
  });

  it('any scale shows the weight under each pixel', () => {
    const random = seededRandom(5);
    const matrix = maskWhere(20, 40, () => random() < 0.5);
    const placements = fc.record({
      scale: fc.integer({ min: 4, max: 60 }).map((n) => n / 4),
      x: fc.integer({ min: -50, max: 20 }).map((n) => n / 8),
      y: fc.integer({ min: -50, max: 20 }).map((n) => n / 8),
    });
    const property = fc.property(placements, (placement) => {
      const pixels = painted(matrix, { width: 30, height: 20 }, placement);
      for (let y = 0; y < 20; y++) {
        for (let x = 0; x < 30; x++) {
          const row = Math.floor((y + 0.5 - placement.y) / placement.scale);
          const column = Math.floor((x + 0.5 - placement.x) / placement.scale);
          const inside = row >= 0 && row < 20 && column >= 0 && column < 40;
          const expected = inside ? (isNonZero(matrix, row, column) ? allNonzero : allZero) : transparent;
          expect(pixels[y][x]).toBe(expected);
        }
      }
    });
    fc.assert(property, { numRuns: 50 });
  });
});

describe('zoomed out, with many weights per pixel', () => {
  /** For each pixel the non-zeros and the weights that fall into it, weight by weight; squares of the pyramid stay together. */
  function densities(mask: Mask, size: PixelSize, { scale, x, y }: Placement) {
    const level = pyramidOnCpu(mask).levels.findLast(({ cellSize }) => cellSize * scale <= 1);
    const cell = level?.cellSize ?? 1;
    const pixelOf = (index: number, origin: number) => {
      const begins = origin + Math.floor(index / cell) * cell * scale;
      return Math.floor(begins + (cell * scale === 1 ? 0.5 : 0));
    };
    const counts = Array.from({ length: size.height }, () => Array.from({ length: size.width }, () => [0, 0]));
    for (let row = 0; row < mask.rowCount; row++) {
      for (let column = 0; column < mask.columnCount; column++) {
        const pixel = counts[pixelOf(row, y)]?.[pixelOf(column, x)];
        if (!pixel) continue;
        pixel[0] += isNonZero(mask, row, column) ? 1 : 0;
        pixel[1]++;
      }
    }
    return counts;
  }

  function stepFor([nonzeros, weights]: number[]): number {
    if (weights === 0) return transparent;
    if (nonzeros === 0) return allZero;
    if (nonzeros === weights) return allNonzero;
    return 1 + Math.min(254, Math.max(1, Math.round((255 * nonzeros) / weights)));
  }

  const random = seededRandom(7);
  const matrix = maskWhere(150, 260, (row) => random() < row / 150);

  it.each([
    { scale: 0.5, x: 0, y: 0 },
    { scale: 0.75, x: 3, y: -4 },
    { scale: 0.25, x: 0, y: 0 },
    { scale: 0.1875, x: 2.5, y: 1.25 },
    { scale: 0.125, x: -10, y: 4 },
    { scale: 1 / 32, x: 5, y: 5 },
    { scale: 1 / 512, x: 5, y: 5 },
  ])('each pixel has the color of the exact density of its weights: %j', (placement) => {
    const size = { width: 70, height: 50 };
    const expected = densities(matrix, size, placement).map((line) => line.map(stepFor));
    expect(painted(matrix, size, placement)).toEqual(expected);
  });

  it('each weight belongs to exactly one pixel', () => {
    const size = { width: 16, height: 16 };
    for (const scale of [0.9, 0.5, 0.3, 0.25, 0.13, 0.06]) {
      for (let weight = 0; weight < 13 * 17; weight += 3) {
        const one = maskWhere(13, 17, (row, column) => row * 17 + column === weight);
        const pixels = painted(one, size, { scale, x: 0.2, y: 0.4 }).flat();
        expect(pixels.filter((pixel) => pixel > allZero)).toHaveLength(1);
      }
    }
  });

  it('a single non-zero is not rounded to 0, and a single zero is not rounded to 1', () => {
    const nearlyNone = maskWhere(64, 64, (row, column) => row === 40 && column === 3);
    const nearlyAll = maskWhere(64, 64, (row, column) => row !== 40 || column !== 3);
    const onePixel = { width: 1, height: 1 };
    const placement = { scale: 1 / 64, x: 0, y: 0 };
    expect(painted(nearlyNone, onePixel, placement)).toEqual([[allZero + 1]]);
    expect(painted(nearlyAll, onePixel, placement)).toEqual([[allNonzero - 1]]);
  });

  it('a dense edge has the color of other dense parts, though its cells cover fewer weights', () => {
    const dense = maskWhere(21, 21, () => true);
    const pixels = painted(dense, { width: 3, height: 3 }, { scale: 1 / 8, x: 0, y: 0 }).flat();
    expect(pixels).toEqual(new Array(9).fill(allNonzero));
  });

  it('an exact 2:4 mask has density one half everywhere', () => {
    const half = maskWhere(64, 64, (row, column) => (column + row) % 4 < 2);
    const pixels = painted(half, { width: 4, height: 4 }, { scale: 1 / 16, x: 0, y: 0 }).flat();
    expect(new Set(pixels)).toEqual(new Set([1 + 128]));
  });
});

it('a matrix without weights paints nothing', () => {
  expect(painted(maskFromText([]), { width: 2, height: 1 }, { scale: 1, x: 0, y: 0 })).toEqual([[0, 0]]);
});

describe('tiles', () => {
  it('have transparent gaps between them', () => {
    const mask = maskFromText(['##..', '##..', '..##', '..##']);
    const tiles = { rowCount: 2, columnCount: 2, gap: 1 };
    expect(asText(painted(mask, { width: 7, height: 6 }, { scale: 1, x: 1, y: 0, tiles }))).toEqual([
      ' ## .. ',
      ' ## .. ',
      '       ',
      ' .. ## ',
      ' .. ## ',
      '       ',
    ]);
    expect(asText(painted(mask, { width: 5, height: 1 }, { scale: 2, x: -2, y: 0, tiles }))).toEqual(['##  .']);
  });

  it('zoomed out, each weight is in exactly one pixel, at tiles of a multiple of the cells of the pyramid', () => {
    const size = { width: 160, height: 160 };
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(0.1, 0.125, 0.2, 0.25),
        fc.integer(),
        (down, across, scale, seed) => {
          const random = seededRandom(seed);
          const tiles = { rowCount: 64, columnCount: 96, gap: 8 };
          const mask = maskWhere(down * 64, across * 96, () => random() < 0.001);
          const counted = new Uint32Array(size.width * size.height);
          paintDensities(counted, size, pyramidOnCpu(mask), { scale, x: 3.3, y: 2.7, tiles }, steps);
          let weights = 0;
          for (let row = 0; row < mask.rowCount; row++) {
            for (let column = 0; column < mask.columnCount; column++) weights += Number(isNonZero(mask, row, column));
          }
          const shown = counted.filter((pixel) => pixel > allZero).length;
          // A pixel can show several weights, and the pixel at the end of a tile can repeat one.
          expect(shown).toBeLessThanOrEqual(weights * 1.5 + 2);
          expect(shown === 0).toBe(weights === 0);
        },
      ),
      { numRuns: 100 },
    );
  });
});
