import { describe, expect, it } from 'vitest';
import { maxFarMarks, sceneOf } from '../../src/heatmap/scene';
import { separatedFrom } from '../../src/heatmap/separation';
import type { TensorMap } from '../../src/views/tensorMap';
import { denseMatrix, mapFromText } from '../support/matrices';

/** A matrix of a dense layer, or of a tensor of another shape. */
function pictureIn(
  lines: string[],
  shape = [lines.length, lines[0].length],
  code = 'FULLY_CONNECTED',
): Promise<TensorMap> {
  return mapFromText(denseMatrix(code, shape), lines);
}

// Three rows of two blocks and a half.
const tensorMap = await pictureIn(['###.......', '.....###..', '..........']);
const size = { width: 200, height: 100 };
const marked = { mark: 'required' } as const;

describe('separation lines', () => {
  it('are between blocks and between rows, not around the matrix', () => {
    const { separation, frame } = sceneOf(tensorMap, { scale: 10, x: 50, y: 20 }, size, 1);
    expect(frame).toEqual({ x: 50, y: 20, width: 100, height: 30 });
    expect(separation.verticals).toEqual([90, 130]);
    expect(separation.horizontals).toEqual([30, 40]);
    expect(separation.width).toBe(1);
  });

  it('are those in view only', () => {
    const { separation } = sceneOf(tensorMap, { scale: 50, x: -250, y: 0 }, { width: 100, height: 40 }, 1);
    // Columns 5 to 7 of row 0 are in view; the block ends at column 8, outside.
    expect(separation).toMatchObject({ verticals: [], horizontals: [50] });
  });

  it('are as far apart as the blocks of the pattern', () => {
    const ofThree = { ...tensorMap, summary: { ...tensorMap.summary, pattern: { zeros: 1, of: 3 } } };
    const scene = sceneOf(ofThree, { scale: 10, x: 0, y: 0 }, size, 1, marked);
    expect(scene.separation.verticals).toEqual([30, 60, 90]);
  });

  it('are left out if cells are too small', () => {
    const lines = (scale: number, pixelRatio: number) =>
      sceneOf(tensorMap, { scale, x: 0, y: 0 }, size, pixelRatio).separation.verticals.length;
    expect(lines(separatedFrom, 1)).toBe(2);
    expect(lines(separatedFrom - 0.01, 1)).toBe(0);
    expect(lines(separatedFrom, 2)).toBe(0);
    expect(lines(separatedFrom * 2, 2)).toBe(2);
  });

  it('grow with the cells, to two CSS pixels', () => {
    const width = (scale: number, pixelRatio = 1) =>
      sceneOf(tensorMap, { scale, x: 0, y: 0 }, size, pixelRatio).separation.width;
    expect([width(5), width(12), width(16), width(64), width(64, 2)]).toEqual([1, 2, 2, 2, 4]);
  });
});

describe('marks of violations', () => {
  it('surround their blocks', () => {
    const { violations } = sceneOf(tensorMap, { scale: 10, x: 50, y: 20 }, size, 1, marked);
    expect(violations).toEqual([
      { x: 50, y: 20, width: 40, height: 10 },
      { x: 90, y: 30, width: 40, height: 10 },
    ]);
  });

  it('are as short as a short last block', async () => {
    const short = await pictureIn(['....###']);
    const { violations } = sceneOf(short, { scale: 10, x: 0, y: 0 }, size, 1, marked);
    expect(violations).toEqual([{ x: 40, y: 0, width: 30, height: 10 }]);
  });

  it('have a minimum size, centered on their blocks', () => {
    const [first] = sceneOf(tensorMap, { scale: 0.5, x: 50, y: 20 }, size, 1, marked).violations;
    expect(first.width).toBe(first.height);
    expect(first.width).toBeGreaterThanOrEqual(5);
    expect([first.x + first.width / 2, first.y + first.height / 2]).toEqual([51, 20.25]);
  });

  it('are those in view only', () => {
    expect(sceneOf(tensorMap, { scale: 50, x: -250, y: -50 }, size, 1, marked).violations).toHaveLength(1);
    expect(sceneOf(tensorMap, { scale: 50, x: -400, y: 0 }, size, 1, marked).violations).toEqual([]);
  });

  it('are a tint when zoomed out and outlines when zoomed in, if outlines would cover the map', async () => {
    const full = await pictureIn(new Array(maxFarMarks + 1).fill('####'));
    const sceneAt = (scale: number) => sceneOf(full, { scale, x: 0, y: 0 }, size, 1, marked);
    expect(sceneAt(separatedFrom - 0.1).violations).toEqual([]);
    expect(sceneAt(separatedFrom - 0.1).tint?.marks).toBe(full.marks);
    expect(sceneAt(separatedFrom).violations).toHaveLength(20); // rows in view
    expect(sceneAt(separatedFrom).tint).toBeUndefined();
    const few = await pictureIn(new Array(maxFarMarks).fill('####'));
    expect(sceneOf(few, { scale: 0.1, x: 0, y: 0 }, size, 1, marked).violations).toHaveLength(maxFarMarks);
  });
});

describe('a filter of one input channel', () => {
  // Two filters of 3 x 3 taps.
  const rows = [...'#########', ...'.........'];

  it('is drawn as a row per filter, with a line per block, like the tutorial', async () => {
    const filters = await pictureIn(rows, [2, 3, 3, 1], 'CONV_2D');
    const { separation, violations } = sceneOf(filters, { scale: 10, x: 0, y: 0 }, size, 1, marked);
    expect(separation.verticals).toEqual([40, 80]);
    expect(separation.horizontals).toEqual([10]);
    // Its blocks are single weights, which cannot violate anything.
    expect(violations).toEqual([]);
  });
});

describe('another view', () => {
  // One filter of 1 x 2 taps of six input channels: blocks of 4 and 2 at each tap.
  const tensor = denseMatrix('CONV_2D', [1, 1, 2, 6]);
  const lines = ['......', '###...'];

  it('starts new blocks at each tap', async () => {
    const filters = await mapFromText(tensor, lines, { layout: 'filters', transposed: false });
    const { separation, violations } = sceneOf(filters, { scale: 10, x: 0, y: 0 }, size, 1, marked);
    expect(separation.verticals).toEqual([40, 60, 100]);
    expect(violations).toEqual([{ x: 60, y: 0, width: 40, height: 10 }]);
  });

  it('turns lines and marks when it is transposed', async () => {
    const turned = await mapFromText(tensor, lines, { layout: 'rows', transposed: true });
    const { separation, violations } = sceneOf(turned, { scale: 10, x: 0, y: 0 }, size, 1, marked);
    expect(separation).toMatchObject({ verticals: [10], horizontals: [40] });
    expect(violations).toEqual([{ x: 10, y: 0, width: 10, height: 40 }]);
  });
});

it('veils exactly what is outside the window of a figure', () => {
  const surface = { width: 100, height: 60 };
  const placement = { scale: 10, x: 30, y: 20 };
  expect(sceneOf(tensorMap, placement, surface, 1).veiled).toEqual([]);
  const figure = { rowStart: 0, rowEnd: 1, columnStart: 0, columnEnd: 2 };
  expect(sceneOf(tensorMap, placement, surface, 1, { figure }).veiled).toEqual([
    { x: 0, y: 0, width: 100, height: 20 },
    { x: 0, y: 30, width: 100, height: 30 },
    { x: 0, y: 20, width: 30, height: 10 },
    { x: 50, y: 20, width: 50, height: 10 },
  ]);
});

describe('taps', () => {
  // Two filters of 2 x 2 taps of five input channels: blocks of 4 and 1 at each tap.
  const tensor = denseMatrix('CONV_2D', [2, 2, 2, 5]);
  const lines = new Array(8).fill('.....').with(5, '.###.');
  const placement = { scale: 10, x: 0, y: 0, tiles: { rowCount: 2, columnCount: 5, gap: 1 } };

  it('are tiles with gaps, and blocks along the input channels', async () => {
    const taps = await mapFromText(tensor, lines, { layout: 'taps', transposed: false });
    expect(taps.view).toMatchObject({ rowCount: 4, columnCount: 10, tiles: placement.tiles });
    const { separation, violations, frame, gaps } = sceneOf(taps, placement, size, 1, marked);
    expect(frame).toEqual({ x: 0, y: 0, width: 110, height: 50 });
    expect(gaps).toEqual([
      { x: 50, y: 0, width: 10, height: 50 },
      { x: 0, y: 20, width: 110, height: 10 },
    ]);
    expect(separation).toMatchObject({ verticals: [40, 100], horizontals: [10, 40] });
    // Row 5 of the weight matrix: filter 1 at h 0, w 1.
    expect(violations).toEqual([{ x: 60, y: 10, width: 40, height: 10 }]);
  });

  it('have blocks down the columns when they are transposed', async () => {
    const taps = await mapFromText(tensor, lines, { layout: 'taps', transposed: true });
    const turned = { ...placement, tiles: taps.view.tiles };
    const { separation, violations } = sceneOf(taps, turned, size, 1, marked);
    expect(separation).toMatchObject({ verticals: [10, 40], horizontals: [40, 100] });
    expect(violations).toEqual([{ x: 10, y: 60, width: 10, height: 40 }]);
  });
});

it('has no marks unless violations are marked', async () => {
  const full = await pictureIn(Array.from({ length: 300 }, () => '#'.repeat(40)));
  for (const scale of [0.5, 20]) {
    const { violations, tint } = sceneOf(full, { scale, x: 0, y: 0 }, size, 1);
    expect([violations.length, tint]).toEqual([0, undefined]);
  }
});
