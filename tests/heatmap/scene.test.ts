import { describe, expect, it } from 'vitest';
import { mostFarMarks, sceneOf, separatedFrom } from '../../src/heatmap/scene';
import { pyramidOnCpu } from '../../src/kernels/pyramid.cpu';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { type Picture, pictureOf } from '../../src/sparsity/picture';
import { denseMatrix, maskFromText } from '../support/matrices';

const pattern = { zeros: 2, of: 4 };

function pictureIn(lines: string[], shape = [lines.length, lines[0].length], code = 'FULLY_CONNECTED'): Picture {
  const mask = maskFromText(lines);
  const weight = { ...denseMatrix(code, shape), rowCount: lines.length, columnCount: lines[0].length };
  const analysis = {
    mask,
    summary: summaryOnCpu(mask, pattern),
    engine: 'cpu',
    milliseconds: 0,
    storage: { encoding: 'dense', bytes: 0 },
  } as const;
  return pictureOf(weight, analysis, pyramidOnCpu(analysis.mask));
}

// Three rows of two blocks and a half.
const picture = pictureIn(['###.......', '.....###..', '..........']);
const size = { width: 200, height: 100 };

describe('separation lines', () => {
  it('stand between blocks and between rows, not around the matrix', () => {
    const { separation, frame } = sceneOf(picture, { scale: 10, x: 50, y: 20 }, size, 1);
    expect(frame).toEqual({ x: 50, y: 20, width: 100, height: 30 });
    expect(separation.verticals).toEqual([90, 130]);
    expect(separation.horizontals).toEqual([30, 40]);
    expect(separation.width).toBe(1);
  });

  it('are those in view only', () => {
    const { separation } = sceneOf(picture, { scale: 50, x: -250, y: 0 }, { width: 100, height: 40 }, 1);
    // Columns 5 to 7 of row 0 are in view; the block ends at column 8, outside.
    expect(separation).toMatchObject({ verticals: [], horizontals: [50] });
  });

  it('are as far apart as the blocks of the pattern', () => {
    const ofThree = { ...picture, summary: { ...picture.summary, pattern: { zeros: 1, of: 3 } } };
    const scene = sceneOf(ofThree, { scale: 10, x: 0, y: 0 }, size, 1);
    expect(scene.separation.verticals).toEqual([30, 60, 90]);
  });

  it('are left out while cells are too small for them', () => {
    const lines = (scale: number, pixelRatio: number) =>
      sceneOf(picture, { scale, x: 0, y: 0 }, size, pixelRatio).separation.verticals.length;
    expect(lines(separatedFrom, 1)).toBe(2);
    expect(lines(separatedFrom - 0.01, 1)).toBe(0);
    expect(lines(separatedFrom, 2)).toBe(0);
    expect(lines(separatedFrom * 2, 2)).toBe(2);
  });

  it('grow with the cells, to two CSS pixels', () => {
    const width = (scale: number, pixelRatio = 1) =>
      sceneOf(picture, { scale, x: 0, y: 0 }, size, pixelRatio).separation.width;
    expect([width(5), width(12), width(16), width(64), width(64, 2)]).toEqual([1, 2, 2, 2, 4]);
  });
});

describe('marks of violations', () => {
  it('lie around their blocks', () => {
    const { violations } = sceneOf(picture, { scale: 10, x: 50, y: 20 }, size, 1);
    expect(violations).toEqual([
      { x: 50, y: 20, width: 40, height: 10 },
      { x: 90, y: 30, width: 40, height: 10 },
    ]);
  });

  it('around a short last block are as short', () => {
    const short = pictureIn(['....###']);
    const { violations } = sceneOf(short, { scale: 10, x: 0, y: 0 }, size, 1);
    expect(violations).toEqual([{ x: 40, y: 0, width: 30, height: 10 }]);
  });

  it('keep a size that can be seen, in the middle of their blocks', () => {
    const [first] = sceneOf(picture, { scale: 0.5, x: 50, y: 20 }, size, 1).violations;
    expect(first.width).toBe(first.height);
    expect(first.width).toBeGreaterThanOrEqual(5);
    expect([first.x + first.width / 2, first.y + first.height / 2]).toEqual([51, 20.25]);
  });

  it('are those in view only', () => {
    expect(sceneOf(picture, { scale: 50, x: -250, y: -50 }, size, 1).violations).toHaveLength(1);
    expect(sceneOf(picture, { scale: 50, x: -400, y: 0 }, size, 1).violations).toEqual([]);
  });

  it('are outlined from near only when there are so many that they would cover the map', () => {
    const full = pictureIn(new Array(mostFarMarks + 1).fill('####'));
    const marks = (scale: number) => sceneOf(full, { scale, x: 0, y: 0 }, size, 1).violations.length;
    expect(marks(separatedFrom - 0.1)).toBe(0);
    expect(marks(separatedFrom)).toBe(20); // rows in view
    const few = pictureIn(new Array(mostFarMarks).fill('####'));
    expect(sceneOf(few, { scale: 0.1, x: 0, y: 0 }, size, 1).violations).toHaveLength(mostFarMarks);
  });

  it('are left out where the rows drawn are not those of the pattern', () => {
    const column = pictureIn(['#', '#', '#', '#', '#', '#', '#', '#'], [2, 2, 2, 1], 'CONV_2D');
    expect(column.view.followsPattern).toBe(false);
    expect(sceneOf(column, { scale: 10, x: 0, y: 0 }, size, 1).violations).toEqual([]);
  });
});

it('veils what lies around the window of a figure, and nothing else', () => {
  const surface = { width: 100, height: 60 };
  const placement = { scale: 10, x: 30, y: 20 };
  expect(sceneOf(picture, placement, surface, 1).veiled).toEqual([]);
  const figure = { rowStart: 0, rowEnd: 1, columnStart: 0, columnEnd: 2 };
  expect(sceneOf(picture, placement, surface, 1, figure).veiled).toEqual([
    { x: 0, y: 0, width: 100, height: 20 },
    { x: 0, y: 30, width: 100, height: 30 },
    { x: 0, y: 20, width: 30, height: 10 },
    { x: 50, y: 20, width: 50, height: 10 },
  ]);
});
