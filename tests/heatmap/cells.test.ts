import { describe, expect, it } from 'vitest';
import { colorCells, paintCells } from '../../src/heatmap/cells';
import type { Coloring } from '../../src/heatmap/coloring';
import type { TensorMap } from '../../src/views/tensorMap';
import { denseMatrix, mapFromText } from '../support/matrices';

// A step is its own color, so that shares can be read off.
const steps = Uint32Array.from({ length: 256 }, (_, step) => step + 1);
const stepOf = (share: number) => Math.round(255 * share) + 1;

/** The colors at a pixel per weight, and one pixel around the matrix. */
function colorsOf(tensorMap: TensorMap, coloring: Coloring): number[][] {
  const size = { width: tensorMap.view.columnCount + 2, height: tensorMap.view.rowCount + 2 };
  const pixels = new Uint32Array(size.width * size.height).fill(999);
  const placement = { scale: 1, x: 1, y: 1 };
  const region = { xStart: 0, xEnd: size.width, yStart: 0, yEnd: size.height };
  const cells = colorCells(tensorMap, coloring, placement.scale)!;
  paintCells(pixels, size, tensorMap.pyramid.mask, cells, placement, steps, region);
  return Array.from({ length: size.height }, (_, y) => [...pixels.subarray(y * size.width, (y + 1) * size.width)]);
}

describe('coloring by blocks', () => {
  it('gives each block the color of its count, and pads short blocks with zeros', async () => {
    const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [2, 6]), ['###.##', '......']);
    const [, first, second] = colorsOf(tensorMap, 'blocks');
    const [three, two, none] = [stepOf(3 / 4), stepOf(2 / 4), stepOf(0)];
    expect(first).toEqual([0, three, three, three, three, two, two, 0]);
    expect(second).toEqual([0, none, none, none, none, none, none, 0]);
  });

  it('starts new blocks at each tap, and turns them in a transposed view', async () => {
    const tensor = denseMatrix('CONV_2D', [1, 1, 2, 5]);
    const filters = await mapFromText(tensor, ['####.', '...##'], { layout: 'filters', transposed: false });
    const counts = [1, 1, 1, 1, 0, 1 / 4, 1 / 4, 1 / 4, 1 / 4, 1 / 4].map(stepOf);
    expect(colorsOf(filters, 'blocks')[1]).toEqual([0, ...counts, 0]);
    const turned = await mapFromText(tensor, ['####.', '...##'], { layout: 'filters', transposed: true });
    expect(colorsOf(turned, 'blocks').map((line) => line[1])).toEqual([0, ...counts, 0]);
  });
});

describe('coloring by density', () => {
  it('gives each 4 x 4 weights the color of their density, and smaller cells at the edges', async () => {
    const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [5, 5]), [
      '##...',
      '##...',
      '.....',
      '.....',
      '####.',
    ]);
    const colors = colorsOf(tensorMap, 'density');
    const quarter = stepOf(1 / 4);
    expect(colors[1]).toEqual([0, quarter, quarter, quarter, quarter, stepOf(0), 0]);
    expect(colors[4]).toEqual(colors[1]);
    expect(colors[5]).toEqual([0, stepOf(1), stepOf(1), stepOf(1), stepOf(1), stepOf(0), 0]);
  });
});

it('has no cells smaller than a pixel', async () => {
  const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [1, 8]), ['########']);
  expect(colorCells(tensorMap, 'blocks', 0.99)).toBeUndefined();
  expect(colorCells(tensorMap, 'density', 0.24)).toBeUndefined();
  expect(colorCells(tensorMap, 'density', 0.25)).toBeDefined();
  expect(colorCells(tensorMap, 'nonzero', 64)).toBeUndefined();
});
