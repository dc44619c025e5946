import { describe, expect, it } from 'vitest';
import { type AtlasSheet, atlasSheet, inOperatorOrder, shortName } from '../../src/heatmap/atlasSheet';
import type { MatrixSize } from '../../src/heatmap/viewport';
import { denseMatrix, seededRandom } from '../support/matrices';

function matrix(rowCount: number, columnCount: number): MatrixSize {
  return { rowCount, columnCount };
}

const random = seededRandom(5);
const models: Readonly<Record<string, MatrixSize[]>> = {
  'the tutorial': [matrix(32, 25), matrix(1600, 32), matrix(1024, 3136), matrix(10, 1024)],
  'one tensor': [matrix(10, 20)],
  'a hair among squares': [matrix(300_000, 4), matrix(64, 64), matrix(1, 1)],
  'a tensor of nothing': [matrix(0, 0), matrix(5, 5)],
  'nothing but nothing': [matrix(0, 7)],
  '400 of one size': Array.from({ length: 400 }, () => matrix(576, 122)),
  '500 of any size': Array.from({ length: 500 }, () =>
    matrix(Math.ceil(2 ** (12 * random())), Math.ceil(2 ** (12 * random()))),
  ),
};

const cases = Object.entries(models).flatMap(([name, sizes]) =>
  [0.5, 1.4, 3].map((aspect) => ({ name, sizes, aspect })),
);

describe.each(cases)('the atlas of $name on a surface of $aspect', ({ sizes, aspect }) => {
  const sheet = atlasSheet(sizes, aspect);
  const { frames } = sheet;

  it('has a frame for each tensor, and frames do not overlap', () => {
    expect(frames).toHaveLength(sizes.length);
    const overlapping = frames.flatMap((a, i) =>
      frames
        .slice(i + 1)
        .filter((b) => spansMeet(a.x, a.width, b.x, b.width) && spansMeet(a.y, a.height, b.y, b.height)),
    );
    expect(overlapping).toEqual([]);
  });

  it('keeps all frames inside the sheet, with room for a name above each', () => {
    const slack = 1e-6 * sheet.width;
    for (const { x, y, width, height } of frames) {
      expect(x).toBeGreaterThanOrEqual(sheet.gap);
      expect(y).toBeGreaterThanOrEqual(sheet.gap);
      expect(x + width).toBeLessThanOrEqual(sheet.width - sheet.gap + slack);
      expect(y + height).toBeLessThanOrEqual(sheet.height - sheet.gap + slack);
      const above = frames.filter((other) => other.y < y && spansMeet(x, width, other.x, other.width));
      for (const other of above) expect(other.y + other.height).toBeLessThanOrEqual(y - sheet.gap + slack);
    }
  });

  it('keeps the order of tensors, line by line', () => {
    const read = frames.toSorted((a, b) => a.y - b.y || a.x - b.x);
    expect(read).toEqual(frames);
  });

  it('uses one scale for all tensors, except for sides shorter than the minimum', () => {
    for (const [i, { rowCount, columnCount }] of sizes.entries()) {
      expect(frames[i]).toMatchObject({
        width: Math.max(columnCount, sheet.shortestSide),
        height: Math.max(rowCount, sheet.shortestSide),
      });
    }
  });

  it('has no frame that is too small to be hit in the fitted sheet', () => {
    const seen = Math.max(sheet.height, sheet.width / aspect);
    expect(sheet.shortestSide / seen).toBeGreaterThan(Math.min(0.01, 0.25 / Math.sqrt(sizes.length)));
  });
});

it('fills the surface if frames can be laid out evenly', () => {
  for (const aspect of [0.5, 1, 2]) {
    const sizes = models['400 of one size'];
    expect(used(atlasSheet(sizes, aspect), aspect)).toBeGreaterThan(0.45);
  }
});

it('sorts tensors in the order of operators', () => {
  const used = (tensor: number, index: number, subgraph = 0) => ({
    ...{ ...denseMatrix('CONV_2D', [2, 2]), subgraph, tensor },
    operators: [{ index: index + 9, code: 'CONV_2D' }, ...[{ index, code: 'CONV_2D' }]],
  });
  const ordered = inOperatorOrder([used(1, 7), used(2, 3), used(3, 0, 1), used(4, 5)]);
  expect(ordered.map(({ tensor }) => tensor)).toEqual([2, 4, 1, 3]);
});

it('shortens names from the middle, and joined names to the first', () => {
  expect(shortName('conv/weights', 12)).toBe('conv/weights');
  expect(shortName('block_12/conv_3/weights', 13)).toBe('block_…eights');
  expect(shortName('a/dense/MatMul;b/dense/BiasAdd', 20)).toBe('a/dense/MatMul…');
  expect(shortName('a/dense/MatMul;b/dense/BiasAdd', 9)).toBe('a/de…tMul');
  expect(shortName('weights', 2)).toBe('');
});

function spansMeet(a: number, aLength: number, b: number, bLength: number): boolean {
  return a < b + bLength - 1e-9 && b < a + aLength - 1e-9;
}

/** The share of the surface that is covered by frames. */
function used({ width, height, frames }: AtlasSheet, aspect: number): number {
  const seen = Math.max(height, width / aspect);
  return frames.reduce((sum, frame) => sum + frame.width * frame.height, 0) / (seen * seen * aspect);
}
