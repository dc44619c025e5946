import { Resvg } from '@resvg/resvg-js';
import { color } from 'd3';
import { describe, expect, it } from 'vitest';
import { figureOf } from '../../src/exports/figure';
import { figureSvg } from '../../src/exports/figureSvg';
import { colorings } from '../../src/heatmap/coloring';
import { paletteOf } from '../../src/heatmap/palette';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { zeroChanges } from '../../src/sparsity/comparison';
import { isNonZero } from '../../src/sparsity/mask';
import { comparedMap } from '../../src/views/comparedMap';
import { parseView } from '../../src/views/matrixView';
import type { TensorMap } from '../../src/views/tensorMap';
import { denseMatrix, mapFromText, mapOfMask, maskFromText, maskWhere, seededRandom } from '../support/matrices';

const source = { modelName: 'a.tflite', sha256: 'ab12' };
const plain = { coloring: 'nonzero', theme: 'light' } as const;

/** Rasterizes the SVG with one pixel per unit. The position of the map is read from the document. */
function rasterized(svg: string) {
  const image = new Resvg(svg).render();
  const [, left, top] = /<svg x="(\d+)" y="(\d+)"/.exec(svg)!.map(Number);
  const { pixels, width } = image;
  return (x: number, y: number) => {
    const at = 4 * (Math.floor(top + y) * width + Math.floor(left + x));
    return color(`rgb(${pixels.subarray(at, at + 3).join(',')})`)!.formatHex();
  };
}

async function randomPicture(rows: number, columns: number, density = 0.5, seed = 1): Promise<TensorMap> {
  const random = seededRandom(seed);
  return mapOfMask(
    denseMatrix('FULLY_CONNECTED', [rows, columns]),
    maskWhere(rows, columns, () => random() < density),
  );
}

describe('SVG of a window', () => {
  it.each(['light', 'dark'] as const)('equals the mask cell by cell when rasterized (%s)', async (theme) => {
    const tensorMap = await randomPicture(40, 50);
    const window = { rowStart: 3, rowEnd: 27, columnStart: 8, columnEnd: 32 };
    const figure = figureOf(tensorMap, source, { window, coloring: 'nonzero', theme });
    const pixelAt = rasterized(figureSvg(figure));
    const palette = paletteOf(theme);
    const scale = figure.size.width / 24;
    for (let row = 0; row < 24; row++) {
      for (let column = 0; column < 24; column++) {
        const expected = isNonZero(tensorMap.pyramid.mask, row + 3, column + 8) ? palette.nonzero : palette.zero;
        expect(pixelAt((column + 0.5) * scale, (row + 0.5) * scale)).toBe(color(expected)!.formatHex());
      }
    }
  });

  it('has separation lines between blocks, and outlines violating blocks', async () => {
    const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [3, 10]), [
      '###.......',
      '.....###..',
      '..........',
    ]);
    const { scene } = figureOf(tensorMap, source, plain);
    expect(scene.separation.verticals).toEqual([4 * 24, 8 * 24]);
    expect(scene.separation.horizontals).toEqual([24, 48]);
    const required = figureOf(tensorMap, source, { ...plain, required: true });
    expect(figureSvg(required).match(/class="violation"/g)).toHaveLength(2);
    expect(required.legend.at(-1)).toEqual({ text: 'broken block', color: '#a4001a', outline: true });
  });

  it('marks violating blocks only of a tensor that nearly conforms, or if the pattern is required', async () => {
    const unpruned = await randomPicture(40, 40, 0.9);
    const nearly = await mapOfMask(
      denseMatrix('FULLY_CONNECTED', [40, 40]),
      maskWhere(40, 40, (row, column) => column % 4 < 2 || (row === 7 && column === 10)),
    );
    const marks = (map: TensorMap, required = false) =>
      figureSvg(figureOf(map, source, { ...plain, required })).match(/class="violation"/g)?.length ?? 0;
    expect(marks(unpruned)).toBe(0);
    expect(marks(unpruned, true)).toBeGreaterThan(100);
    expect([marks(nearly), marks(nearly, true)]).toEqual([1, 1]);
    expect(figureOf(nearly, source, plain).palette.violation).toBe('#d97706');
    expect(figureOf(unpruned, source, plain).legend.map(({ text }) => text)).toEqual(['zero', 'non-zero']);
  });

  it('has a caption with tensor, verdict, window, file and hash', async () => {
    const tensor = { ...denseMatrix('FULLY_CONNECTED', [3, 10]), name: 'dense/MatMul' };
    const tensorMap = await mapFromText(tensor, ['###.......', '.....###..', '..........']);
    const window = { rowStart: 0, rowEnd: 2, columnStart: 4, columnEnd: 8 };
    expect(figureOf(tensorMap, source, { ...plain, window }).caption).toEqual([
      'dense/MatMul (0:1), 3 × 10 FLOAT32, shown as [out, in]',
      '2 of 9 blocks break 2 of 4',
      'rows 0 to 1 of 3, columns 4 to 7 of 10',
      'a.tflite',
      'SHA-256 ab12',
    ]);
    expect(figureOf(tensorMap, source, plain).caption[2]).toBe('all 3 × 10 weights');
  });

  it('of a comparison names the other model, and has counts in the legend', async () => {
    const matrix = denseMatrix('FULLY_CONNECTED', [2, 4]);
    const lines = ['##..', '###.'];
    const [before, after] = [maskFromText(lines), maskFromText(['#...', '####'])];
    const tensorMap = await mapFromText(matrix, lines);
    const { view } = tensorMap;
    const changes = await zeroChanges(before, after);
    const compared = await comparedMap(before, after, changes, view, (mask) => cpuEngine().pyramidOf(mask));
    const both = { ...source, comparedWith: 'b.tflite' };
    const figure = figureOf(tensorMap, both, { coloring: 'compare', compared, theme: 'light', required: true });
    expect(figure.caption.slice(-3)).toEqual(['a.tflite', 'SHA-256 ab12', 'compared with b.tflite']);
    expect(figure.legend.map(({ text }) => text)).toEqual([
      'zero in both (2)',
      'new zeros (1)',
      'zeros lost (1)',
      'non-zero in both (4)',
      'broken block',
    ]);
    // With other colors, the figure shows one model.
    expect(figureOf(tensorMap, both, { ...plain, compared }).caption.at(-1)).toBe('SHA-256 ab12');
  });

  it('escapes names from the file', async () => {
    const name = `<script>alert("1")</script> & ' \u0000 \ud800`;
    const tensorMap = await mapFromText({ ...denseMatrix('FULLY_CONNECTED', [1, 4]), name }, ['#...']);
    const svg = figureSvg(figureOf(tensorMap, { modelName: name }, plain));
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('\u0000');
    expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39; \ufffd \ufffd');
    expect(() => new Resvg(svg)).not.toThrow();
  });
});

describe('SVG of a complete tensor', () => {
  it('shows the density at each position', async () => {
    const tensorMap = await mapOfMask(
      denseMatrix('FULLY_CONNECTED', [1440, 1440]),
      maskWhere(1440, 1440, (row, column) => row < 720 && (column < 720 || column % 4 < 2)),
    );
    const pixelAt = rasterized(figureSvg(figureOf(tensorMap, source, { ...plain, required: true })));
    const { densityColor } = paletteOf('light');
    const shades = [pixelAt(100, 100), pixelAt(500, 100), pixelAt(100, 500), pixelAt(500, 500)];
    const near = (share: number) => color(densityColor(Math.round(share * 255) / 255))!.formatHex();
    // Only the blocks of the upper left quarter violate the pattern, so they are tinted.
    expect([shades[1], shades[2], shades[3]]).toEqual([near(0.5), near(0), near(0)]);
    expect(shades[0]).not.toBe(near(1));
  });

  it.each([
    [1, 100_000],
    [100_000, 1],
    [1, 1],
    [3, 0],
    [2000, 1500],
  ])('of %i x %i has at most a few megabytes', async (rows, columns) => {
    const tensorMap = await randomPicture(rows, columns);
    for (const coloring of colorings) {
      const svg = figureSvg(figureOf(tensorMap, source, { coloring, theme: 'light' }));
      expect(svg.length).toBeLessThan(4e6);
      const { width, height } = new Resvg(svg);
      expect(Math.max(width, height)).toBeLessThan(1000);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

it('draws other views', async () => {
  const lines = Array.from({ length: 8 }, (_, row) => (row % 2 === 0 ? '#...' : '.#..'));
  const tensorMap = await mapFromText(denseMatrix('CONV_2D', [4, 1, 2, 4]), lines, parseView('tap:0,1,transposed'));
  const figure = figureOf(tensorMap, source, plain);
  expect([figure.size.width, figure.size.height]).toEqual([4 * 24, 4 * 24]);
  const pixelAt = rasterized(figureSvg(figure));
  const palette = paletteOf('light');
  expect([0, 1, 2, 3].map((row) => pixelAt(12, (row + 0.5) * 24))).toEqual(
    [palette.zero, palette.nonzero, palette.zero, palette.zero].map((text) => color(text)!.formatHex()),
  );
});

describe('axes', () => {
  it('have the ticks of the page, at the starts of blocks', async () => {
    const tensorMap = await randomPicture(40, 50);
    const { rows, columns } = figureOf(tensorMap, source, plain);
    expect(columns.ticks.map(({ text }) => text)).toEqual(['0', '8', '16', '24', '32', '40', '48']);
    expect(rows.ticks.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => String(2 * i)));
  });
});

it('draws taps as tiles, without lines in their gaps', async () => {
  const tensor = denseMatrix('CONV_2D', [4, 2, 2, 8]);
  const tensorMap = await mapOfMask(
    tensor,
    maskWhere(16, 8, () => true),
    parseView('taps'),
  );
  const figure = figureOf(tensorMap, source, plain);
  // Two tiles of 8 columns and a gap of 1 weight, in cells of 24 pixels.
  expect(figure.size).toEqual({ width: 17 * 24, height: 9 * 24 });
  expect(figure.columns.ticks.map(({ text, at }) => [text, at])).toEqual([
    ['0', 12],
    ['4', 108],
    ['8', 228],
    ['12', 324],
  ]);
  const pixelAt = rasterized(figureSvg(figure));
  const paper = '#ffffff';
  const nonzero = color(paletteOf('light').nonzero)!.formatHex();
  expect([pixelAt(8.5 * 24, 50), pixelAt(50, 4.5 * 24), pixelAt(8.5 * 24, 4.5 * 24)]).toEqual([paper, paper, paper]);
  expect([pixelAt(7.5 * 24, 12), pixelAt(9.5 * 24, 12), pixelAt(36, 5.5 * 24)]).toEqual([nonzero, nonzero, nonzero]);
});
