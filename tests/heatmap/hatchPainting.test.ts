import fc from 'fast-check';
import { expect, it } from 'vitest';
import { paintHatch } from '../../src/heatmap/hatchPainting';
import { paletteOf } from '../../src/heatmap/palette';
import { completeRegion, movePixels, shiftBetween, uncovered } from '../../src/heatmap/panning';
import { paintDensities } from '../../src/heatmap/raster';
import { pyramidOnCpu } from '../../src/kernels/pyramid.cpu';
import { emptyMask, isNonZero, setBit } from '../../src/sparsity/mask';

const { hatch: colors, steps } = paletteOf('light');
const size = { width: 31, height: 23 };
const shown = emptyMask(40, 70);
shown.words.fill(-1);
const removed = emptyMask(40, 70);
for (let row = 0; row < 40; row++) {
  for (let column = row % 3; column < 70; column += 3) setBit(removed, row, column);
}
const [pyramid, hatched] = [pyramidOnCpu(shown), pyramidOnCpu(removed)];

type Placed = { readonly scale: number; readonly x: number; readonly y: number };

function paint(pixels: Uint32Array, placement: Placed, regions = [completeRegion(size)]): Uint32Array {
  for (const region of regions) {
    paintDensities(pixels, size, pyramid, placement, steps, region);
    paintHatch(pixels, size, { pyramid: hatched, period: 6 }, placement, colors, region);
  }
  return pixels;
}

const emptyPixels = () => new Uint32Array(size.width * size.height);

it('changes the pixels of hatched weights only, in two colors', () => {
  const placement = { scale: 8, x: 0, y: 0 };
  const plain = emptyPixels();
  paintDensities(plain, size, pyramid, placement, steps);
  const pixels = paint(emptyPixels(), placement);
  const seen = new Set<number>();
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const at = y * size.width + x;
      const isHatched = isNonZero(removed, Math.floor(y / 8), Math.floor(x / 8));
      expect(pixels[at] !== plain[at]).toBe(isHatched);
      if (isHatched) seen.add(pixels[at]!);
    }
  }
  expect(seen.size).toBe(2);
});

it('gives the same pixels after a move as painting again', () => {
  const coordinate = fc.integer({ min: -60, max: 40 });
  fc.assert(
    fc.property(
      fc.constantFrom(0.11, 0.3, 1, 3.7, 8),
      fc.tuple(coordinate, coordinate),
      fc.tuple(fc.integer({ min: -35, max: 35 }), fc.integer({ min: -25, max: 25 })),
      (scale, [x, y], [dx, dy]) => {
        const before = { scale, x: x + 0.25, y: y + 0.625 };
        const next = { scale, x: before.x + dx, y: before.y + dy };
        const painted = (placement: Placed) => ({ pyramid, placement, colors: steps, hatched });
        const moved = paint(emptyPixels(), before);
        const shift = shiftBetween(painted(before), painted(next), size);
        if (shift) movePixels(moved, size, shift);
        paint(moved, next, shift ? uncovered(size, shift) : [completeRegion(size)]);
        expect(moved).toEqual(paint(emptyPixels(), next));
      },
    ),
  );
});

it('hatches the pixel of a single weight among many', () => {
  const single = emptyMask(40, 70);
  setBit(single, 20, 20);
  const pixels = new Uint32Array(4);
  const placement = { scale: 0.025, x: 0, y: 0 };
  const surface = { width: 2, height: 1 };
  paintDensities(pixels, surface, pyramid, placement, steps);
  const before = pixels.slice();
  const region = completeRegion(surface);
  paintHatch(pixels, surface, { pyramid: pyramidOnCpu(single), period: 6 }, placement, colors, region);
  expect(pixels[0]).not.toBe(before[0]);
  expect(pixels[1]).toBe(before[1]);
});

it('paints everything again when the hatched weights change', () => {
  const painted = { pyramid, placement: { scale: 1, x: 0, y: 0 }, colors: steps };
  expect(shiftBetween(painted, { ...painted, hatched }, size)).toBeUndefined();
  expect(shiftBetween({ ...painted, hatched }, painted, size)).toBeUndefined();
});
