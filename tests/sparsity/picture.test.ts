import { describe, expect, it } from 'vitest';
import { pyramidOnCpu } from '../../src/kernels/pyramid.cpu';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { tensorIndex, viewOf } from '../../src/sparsity/matrixView';
import { twoOfFour } from '../../src/sparsity/pattern';
import { drawnMask, type Picture, pictureOf, violationCount } from '../../src/sparsity/picture';
import type { WeightMatrix } from '../../src/sparsity/weightMatrix';
import { denseMatrix, maskFromText, maskText } from '../support/matrices';

describe('the way a tensor is drawn', () => {
  it.each<[string, number[], object]>([
    ['FULLY_CONNECTED', [10, 64], { rowCount: 10, columnCount: 64, rowName: 'out', columnName: 'in' }],
    ['CONV_2D', [64, 5, 5, 32], { rowCount: 1600, columnCount: 32, rowName: 'out × h × w', columnName: 'in' }],
    ['DEPTHWISE_CONV_2D', [1, 3, 3, 8], { rowCount: 9, columnCount: 8, rowName: 'h × w', columnName: 'channel' }],
    ['CONV_3D', [2, 3, 3, 4, 8], { rowCount: 72, columnCount: 8, columnName: 'out' }],
  ])('%s %j: %j', (code, shape, view) => {
    expect(viewOf(denseMatrix(code, shape))).toMatchObject({ ...view, followsPattern: true });
  });

  it('is a row per filter for a convolution with one input channel', () => {
    const view = { rowCount: 32, columnCount: 25, columnName: 'h × w × in', followsPattern: false };
    expect(viewOf(denseMatrix('CONV_2D', [32, 5, 5, 1]))).toMatchObject(view);
  });

  it('leads back to the index of a weight in the tensor', () => {
    expect(tensorIndex([64, 5, 5, 32], 0)).toEqual([0, 0, 0, 0]);
    expect(tensorIndex([64, 5, 5, 32], 51199)).toEqual([63, 4, 4, 31]);
    expect(tensorIndex([2, 3], 4)).toEqual([1, 1]);
  });
});

describe('the picture of a tensor', () => {
  function pictureIn(weight: WeightMatrix, rows: string[]): Picture {
    const mask = maskFromText(rows);
    const summary = summaryOnCpu(mask, twoOfFour);
    const storage = { encoding: 'dense', bytes: 0 } as const;
    const analysis = { mask, summary, engine: 'cpu', milliseconds: 0, storage } as const;
    return pictureOf(weight, analysis, pyramidOnCpu(drawnMask(weight, mask)));
  }

  it('counts the blocks that the map can point at: none where its rows are not those of the pattern', () => {
    const dense = pictureIn(denseMatrix('FULLY_CONNECTED', [1, 8]), ['###.####']);
    expect(violationCount(dense)).toBe(2);
    const column = pictureIn(denseMatrix('CONV_2D', [2, 1, 2, 1]), ['#', '#', '#', '#']);
    expect(violationCount(column)).toBe(0);
  });

  it('has the mask in the rows that are drawn', () => {
    const { pyramid } = pictureIn(denseMatrix('CONV_2D', [2, 2, 2, 1]), ['#', '.', '.', '#', '#', '.', '#', '.']);
    expect(maskText(pyramid.mask)).toEqual(['#..#', '#.#.']);
  });
});
