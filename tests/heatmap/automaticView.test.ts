import { describe, expect, it } from 'vitest';
import { automaticView } from '../../src/heatmap/automaticView';
import { twoOfFour } from '../../src/sparsity/pattern';
import { viewText } from '../../src/views/matrixView';
import { denseMatrix } from '../support/matrices';

describe('the automatic view', () => {
  const wide = { width: 1200, height: 600 };
  const square = { width: 700, height: 700 };
  const textOf = (code: string, shape: number[], size: typeof wide | undefined, pattern = twoOfFour) =>
    viewText(automaticView(denseMatrix(code, shape), pattern, size));

  it.each([
    ['CONV_2D', [64, 5, 5, 32], square, 'taps'],
    ['CONV_2D', [64, 5, 5, 32], wide, 'taps,transposed'],
    ['CONV_2D', [1, 3, 3, 64], square, 'taps'],
    ['CONV_2D', [32, 5, 5, 1], square, ''],
    ['CONV_2D', [32, 1, 1, 64], square, ''],
    ['DEPTHWISE_CONV_2D', [1, 3, 3, 64], square, ''],
    ['FULLY_CONNECTED', [1152, 192], wide, 'transposed'],
    ['FULLY_CONNECTED', [1152, 192], square, ''],
    ['FULLY_CONNECTED', [1024, 3136], wide, ''],
    ['FULLY_CONNECTED', [1024, 3136], { width: 400, height: 900 }, 'transposed'],
    // Cells of both orientations have the maximum size.
    ['FULLY_CONNECTED', [6, 2], wide, ''],
    ['FULLY_CONNECTED', [0, 4], wide, ''],
  ])('of %s %j on %j is %j', (code, shape, size, text) => {
    expect(textOf(code, shape, size)).toBe(text);
  });

  it('has no orientation of its own until the size of the map is known', () => {
    expect(textOf('FULLY_CONNECTED', [1152, 192], undefined)).toBe('');
    expect(textOf('CONV_2D', [64, 5, 5, 32], undefined)).toBe('taps');
  });

  it('has no tiles for blocks of several rows, which are in different tiles', () => {
    const blocks = (rows: number) =>
      viewText(automaticView(denseMatrix('CONV_2D', [64, 5, 5, 32]), { block: { rows, columns: 4 } }, square));
    expect([blocks(1), blocks(4)]).toEqual(['taps', '']);
  });
});
