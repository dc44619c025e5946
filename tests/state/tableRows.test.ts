import { expect, it } from 'vitest';
import type { ComparedResult } from '../../src/state/comparison';
import type { TensorResult } from '../../src/state/store';
import { type Sort, tableRows } from '../../src/state/tableRows';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { denseMatrix } from '../support/matrices';

const pattern = { zeros: 2, of: 4 };
const tensors: WeightTensor[] = [
  { ...denseMatrix('CONV_2D', [2, 1, 1, 8]), tensor: 1, name: 'b/conv' },
  { ...denseMatrix('FULLY_CONNECTED', [2, 8]), tensor: 2, name: 'a/dense' },
  { ...denseMatrix('FULLY_CONNECTED', [2, 8]), tensor: 3, name: 'c/dense' },
  { ...denseMatrix('FULLY_CONNECTED', [2, 8]), tensor: 4, name: 'unread' },
];
const done = (nonzeros: number, conformingBlocks: number, milliseconds: number): TensorResult => ({
  phase: 'done',
  counts: { nonzeros, blocks: 4, conformingBlocks, engine: 'cpu', milliseconds },
});
const results = new Map<string, TensorResult>([
  ['0:1', done(16, 0, 2)],
  ['0:2', done(8, 4, 3)],
  ['0:3', done(12, 2, 1)],
  ['0:4', { phase: 'waiting' }],
]);

function found(query: string, sort: Sort = { column: 'model', descending: false }): number[] {
  return tableRows(tensors, results, pattern, query, sort).map(({ tensor }) => tensor);
}

it('finds tensors that contain all words of the search, ignoring case', () => {
  expect(found('')).toEqual([1, 2, 3, 4]);
  expect(found('DENSE')).toEqual([2, 3]);
  expect(found('fully violates')).toEqual([3]);
  expect(found('2x1x1x8')).toEqual([1]);
  expect(found('0:4')).toEqual([4]);
  expect(found('dense conv')).toEqual([]);
});

it('sorts by a column, with tensors without a value last in both directions', () => {
  expect(found('', { column: 'name', descending: false })).toEqual([2, 1, 3, 4]);
  expect(found('', { column: 'sparsity', descending: true })).toEqual([2, 3, 1, 4]);
  expect(found('', { column: 'sparsity', descending: false })).toEqual([1, 3, 2, 4]);
  expect(found('', { column: 'time', descending: true })).toEqual([2, 1, 3, 4]);
  // The most violations first, then conforming tensors.
  expect(found('', { column: 'pattern', descending: true })).toEqual([1, 3, 2, 4]);
  expect(found('', { column: 'model', descending: true })).toEqual([4, 3, 2, 1]);
});

it('sorts by the zeros that a comparison has added or lost, with tensors that are not compared last', () => {
  const changed = (added: number, lost: number): ComparedResult => {
    const counts = { nonzeros: 0, blocks: 4, conformingBlocks: 4 };
    return { phase: 'done', pattern, changes: { kept: 0, added, lost }, before: counts, after: counts };
  };
  const compared = new Map<string, ComparedResult>([
    ['0:1', changed(1, 1)],
    ['0:3', changed(0, 5)],
    ['0:4', { phase: 'failed', message: 'unreadable' }],
  ]);
  const sorted = tableRows(tensors, results, pattern, '', { column: 'change', descending: true }, compared);
  expect(sorted.map(({ tensor }) => tensor)).toEqual([3, 1, 2, 4]);
});
