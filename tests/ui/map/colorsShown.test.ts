import { describe, expect, it } from 'vitest';
import { type Coloring, colorings } from '../../../src/heatmap/coloring';
import { cpuEngine } from '../../../src/kernels/cpuEngine';
import type { Comparison } from '../../../src/state/comparison';
import { comparisonShown, magnitudesShown } from '../../../src/ui/map/colorsShown';
import { comparedMap } from '../../../src/views/comparedMap';
import { denseMatrix, mapFromText } from '../../support/matrices';

const weight = { ...denseMatrix('FULLY_CONNECTED', [2, 4]), name: 'dense' };
const tensorMap = await mapFromText(weight, ['#.#.', '.##.']);
// Another pattern or threshold gives another map of the same matrix.
const sameMatrix = await mapFromText(weight, ['#...', '....']);
const transposed = await mapFromText(weight, ['#.#.', '.##.'], { layout: 'rows', transposed: true });
const otherTensor = await mapFromText({ ...weight, tensor: 2 }, ['#.#.', '.##.']);

describe('colors of magnitudes', () => {
  const cells = Uint16Array.of(65535, 0, 1, 0, 0, 1, 1, 0);
  const magnitudes = { levels: [{ cellSize: 1, rowCount: 2, columnCount: 4, cells }], largest: 1 };
  const read = { phase: 'ready', tensorMap, magnitudes } as const;
  const shown = (coloring: Coloring, map = tensorMap) =>
    magnitudesShown({ coloring, magnitudes: read }, map, 'light')?.coloring;

  it('are shown by the colorings of magnitudes', () => {
    expect(colorings.filter((coloring) => shown(coloring))).toEqual(['magnitude', 'quantile']);
    expect(shown('quantile')).toBe('quantile');
  });

  it('are shown only for the matrix that they were read for', () => {
    expect(shown('magnitude', sameMatrix)).toBe('magnitude');
    expect(shown('magnitude', transposed)).toBeUndefined();
    expect(shown('magnitude', otherTensor)).toBeUndefined();
  });

  it('are not shown before they are read', () => {
    for (const magnitudes of [undefined, { phase: 'loading', share: 0.5 }, { phase: 'failed', message: '' }] as const) {
      expect(magnitudesShown({ coloring: 'magnitude', magnitudes }, tensorMap, 'light')).toBeUndefined();
    }
  });

  it('are the same object for the same theme, so that painters can skip painting', () => {
    const colorsIn = (theme: 'light' | 'dark') =>
      magnitudesShown({ coloring: 'magnitude', magnitudes: read }, tensorMap, theme);
    expect(colorsIn('light')).toBe(colorsIn('light'));
    expect(colorsIn('light')).not.toBe(colorsIn('dark'));
  });
});

describe('colors of a comparison', async () => {
  const [before, after] = [tensorMap.pyramid.mask, sameMatrix.pyramid.mask];
  const changes = { kept: 4, added: 3, lost: 0 };
  const { pyramidOf } = cpuEngine();
  const compared = await comparedMap(before, after, changes, tensorMap.view, (mask) => pyramidOf(mask));
  const read = { shown: { tensorMap, compared } } as Comparison;
  const shown = (coloring: Coloring, map = tensorMap, comparison: Comparison | undefined = read) =>
    comparisonShown({ coloring, comparison }, map, 'light')?.changes;

  it('are shown by the coloring of comparisons only', () => {
    expect(colorings.filter((coloring) => shown(coloring))).toEqual(['compare']);
    expect(shown('compare')).toEqual(changes);
  });

  it('are shown only for the matrix that was compared', () => {
    expect(shown('compare', sameMatrix)).toEqual(changes);
    expect(shown('compare', transposed)).toBeUndefined();
    expect(shown('compare', otherTensor)).toBeUndefined();
  });

  it('are not shown before the pair is read, and without a second model', () => {
    expect(shown('compare', tensorMap, { shown: undefined } as Comparison)).toBeUndefined();
    expect(comparisonShown({ coloring: 'compare', comparison: undefined }, tensorMap, 'light')).toBeUndefined();
  });
});
