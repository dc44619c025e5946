import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeRegion, movePixels, type Painted, shiftBetween, uncovered } from '../../src/heatmap/panning';
import { paintDensities } from '../../src/heatmap/raster';
import { pyramidOnCpu } from '../../src/kernels/pyramid.cpu';
import { emptyMask } from '../../src/sparsity/mask';

const steps = Uint32Array.from({ length: 256 }, (_, step) => step + 1);
const pyramid = pyramidOnCpu(stripes(40, 70));

function stripes(rowCount: number, columnCount: number) {
  const mask = emptyMask(rowCount, columnCount);
  // No two rows alike, so that a pixel from elsewhere is noticed.
  mask.words.forEach((_, i) => {
    mask.words[i] = Math.imul(i + 1, 0x9e3779b1) & (i % mask.wordsPerRow === 2 ? 0x3f : -1);
  });
  return mask;
}

function paintedAt(x: number, y: number, scale: number): Painted {
  return { pyramid, placement: { scale, x, y }, colors: steps };
}

describe('panning', () => {
  it('moves the pixels that stay in view', () => {
    const pixels = Uint32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    movePixels(pixels, { width: 3, height: 3 }, { x: 1, y: 1 });
    expect([pixels[4], pixels[5], pixels[7], pixels[8]]).toEqual([1, 2, 4, 5]);
    expect(uncovered({ width: 3, height: 3 }, { x: 1, y: 1 })).toEqual([
      { xStart: 0, xEnd: 3, yStart: 0, yEnd: 1 },
      { xStart: 0, xEnd: 1, yStart: 1, yEnd: 3 },
    ]);
  });

  it('leaves pixels unchanged if nothing moves', () => {
    expect(shiftBetween(paintedAt(3, 4, 2), paintedAt(3, 4, 2), { width: 9, height: 9 })).toEqual({ x: 0, y: 0 });
    expect(uncovered({ width: 9, height: 9 }, { x: 0, y: 0 })).toEqual([]);
  });

  it('is not a shift for half a pixel, another scale, other colors, another mask, or more than the surface', () => {
    const size = { width: 9, height: 9 };
    const before = paintedAt(0, 0, 2);
    expect(shiftBetween(before, paintedAt(0.5, 0, 2), size)).toBeUndefined();
    expect(shiftBetween(before, paintedAt(0, 0, 2.01), size)).toBeUndefined();
    expect(shiftBetween(before, { ...before, colors: steps.slice() }, size)).toBeUndefined();
    expect(shiftBetween(before, { ...before, pyramid: pyramidOnCpu(pyramid.mask) }, size)).toBeUndefined();
    expect(shiftBetween(before, paintedAt(9, 0, 2), size)).toBeUndefined();
  });

  it('gives the same pixels as painting again', () => {
    const size = { width: 31, height: 23 };
    const coordinate = fc.integer({ min: -60, max: 40 });
    fc.assert(
      fc.property(
        fc.constantFrom(0.11, 0.25, 0.3, 0.8, 1, 3.7),
        fc.tuple(coordinate, coordinate),
        fc.tuple(fc.integer({ min: -35, max: 35 }), fc.integer({ min: -25, max: 25 })),
        (scale, [x, y], [dx, dy]) => {
          const before = paintedAt(x + 0.25, y + 0.625, scale);
          const next = paintedAt(x + 0.25 + dx, y + 0.625 + dy, scale);
          const paint = (pixels: Uint32Array, { placement }: Painted, regions = [completeRegion(size)]) => {
            for (const region of regions) paintDensities(pixels, size, pyramid, placement, steps, region);
            return pixels;
          };
          const moved = paint(new Uint32Array(size.width * size.height), before);
          const shift = shiftBetween(before, next, size);
          if (shift) movePixels(moved, size, shift);
          paint(moved, next, shift ? uncovered(size, shift) : [completeRegion(size)]);
          expect(moved).toEqual(paint(new Uint32Array(size.width * size.height), next));
        },
      ),
    );
  });
});
