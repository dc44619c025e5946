import { describe, expect, it } from 'vitest';
import { layoutsOf, parseView, shownView, tensorIndex, viewOf, viewText } from '../../src/views/matrixView';
import { denseMatrix } from '../support/matrices';

describe('the view of a tensor', () => {
  it.each<[string, number[], object]>([
    ['FULLY_CONNECTED', [10, 64], { rowCount: 10, columnCount: 64, rowName: 'out', columnName: 'in' }],
    ['CONV_2D', [64, 5, 5, 32], { rowCount: 1600, columnCount: 32, rowName: 'out × h × w', columnName: 'in' }],
    ['DEPTHWISE_CONV_2D', [1, 3, 3, 8], { rowCount: 9, columnCount: 8, rowName: 'h × w', columnName: 'channel' }],
    ['CONV_3D', [2, 3, 3, 4, 8], { rowCount: 72, columnCount: 8, columnName: 'out' }],
  ])('%s %j: %j', (code, shape, view) => {
    expect(viewOf(denseMatrix(code, shape))).toMatchObject({ ...view, layout: 'rows', transposed: false });
  });

  it('is one row per filter for a convolution with one input channel', () => {
    const view = { rowCount: 32, columnCount: 25, columnName: 'h × w × in', layout: 'filters' };
    expect(viewOf(denseMatrix('CONV_2D', [32, 5, 5, 1]))).toMatchObject(view);
  });

  it('is the requested one if the tensor has it', () => {
    const filter = denseMatrix('CONV_2D', [64, 5, 5, 32]);
    const view = (text: string) => viewOf(filter, parseView(text));
    expect(view('filters')).toMatchObject({ rowCount: 64, columnCount: 800, rowName: 'out' });
    expect(view('taps')).toMatchObject({ rowCount: 320, columnCount: 160, rowName: 'h × out', columnName: 'w × in' });
    expect(view('taps,transposed')).toMatchObject({ rowCount: 160, tiles: { rowCount: 32, columnCount: 64 } });
    expect(view('tap:4,0')).toMatchObject({ rowCount: 64, columnCount: 32, rowName: 'out at h 4, w 0' });
    expect(view('tap:5,0')).toMatchObject({ rowCount: 1600, layout: 'rows' });
    expect(view('filters,transposed')).toMatchObject({ rowCount: 800, columnCount: 64, rowName: 'h × w × in' });
    expect(viewOf(denseMatrix('FULLY_CONNECTED', [10, 64]), parseView('filters'))).toMatchObject({ rowCount: 10 });
  });

  it('has a single layout for depthwise filters and single taps', () => {
    expect(layoutsOf(denseMatrix('CONV_2D', [2, 1, 2, 3]))).toEqual([
      'rows',
      'filters',
      'taps',
      { h: 0, w: 0 },
      { h: 0, w: 1 },
    ]);
    expect(layoutsOf(denseMatrix('CONV_2D', [2, 1, 1, 3]))).toEqual(['rows']);
    expect(layoutsOf(denseMatrix('DEPTHWISE_CONV_2D', [1, 3, 3, 8]))).toEqual(['rows']);
  });

  it('maps cells to indices of the tensor', () => {
    expect(tensorIndex([64, 5, 5, 32], 0)).toEqual([0, 0, 0, 0]);
    expect(tensorIndex([64, 5, 5, 32], 51199)).toEqual([63, 4, 4, 31]);
    expect(tensorIndex([2, 3], 4)).toEqual([1, 1]);
  });
});

describe('a view in a link', () => {
  it.each([
    '',
    'rows',
    'filters',
    'taps',
    'tap:1,2',
    'taps,transposed',
    'transposed',
    'filters,transposed',
    'tap:0,10,transposed',
  ])('%j', (text) => {
    expect(viewText(parseView(text))).toBe(text);
  });

  it.each(['tap', 'tap:1', 'tap:-1,2', 'rows,turned', ','])('is the default for %j', (text) => {
    expect(viewText(parseView(text))).toBe('');
  });

  it('is omitted if it is the default of the tensor or not available', () => {
    const column = denseMatrix('CONV_2D', [32, 5, 5, 1]);
    expect(viewText(shownView(column, parseView('filters')))).toBe('');
    expect(viewText(shownView(column, parseView('rows')))).toBe('rows');
    expect(viewText(shownView(denseMatrix('FULLY_CONNECTED', [2, 4]), parseView('filters,transposed')))).toBe(
      'transposed',
    );
  });
});
