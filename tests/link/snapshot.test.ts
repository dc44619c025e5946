import { expect, it } from 'vitest';
import { snapshotOf } from '../../src/link/snapshot';
import { twoOfFour } from '../../src/sparsity/pattern';
import { snapshotVerdicts } from '../../src/state/snapshotVerdicts';
import type { TensorResult } from '../../src/state/store';
import { tensorKey } from '../../src/tflite/weights/weightTensor';
import { defaultView } from '../../src/views/matrixView';
import { denseMatrix, mapFromText, maskText } from '../support/matrices';

const lines = ['##..#...', '.###.##.', '..#..#..', '#...####'];
const window = { rowStart: 1, rowEnd: 4, columnStart: 2, columnEnd: 7 };

it('contains the mask of the window, and violating blocks across its edge', async () => {
  const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [4, 8]), lines);
  const snapshot = snapshotOf(tensorMap, window, []);
  expect(maskText(snapshot.mask)).toEqual(['##.##', '#..#.', '..###']);
  expect(maskText(snapshot.violating)).toEqual(['##...', '.....', '..###']);
  expect(snapshot).toMatchObject({ window, view: defaultView, pattern: twoOfFour, verdicts: [] });
  expect(snapshot.counts).toEqual({ nonzeros: 15, blocks: 8, conformingBlocks: 6 });
});

it('uses the layout of the view', async () => {
  const transposed = { layout: undefined, transposed: true };
  const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [4, 8]), lines, transposed);
  const turned = { rowStart: 2, rowEnd: 7, columnStart: 1, columnEnd: 4 };
  const { mask, violating, view } = snapshotOf(tensorMap, turned, []);
  expect(maskText(mask)).toEqual(['##.', '#..', '..#', '###', '#.#']);
  expect(maskText(violating)).toEqual(['#..', '#..', '..#', '..#', '..#']);
  expect(view).toEqual(transposed);
});

it('contains the violating blocks of a filter in one row', async () => {
  const tensor = denseMatrix('CONV_2D', [1, 1, 2, 6]);
  const filters = { layout: 'filters', transposed: false } as const;
  const tensorMap = await mapFromText(tensor, ['.####.', '###...'], filters);
  const { violating, view } = snapshotOf(tensorMap, { rowStart: 0, rowEnd: 1, columnStart: 2, columnEnd: 12 }, []);
  expect(maskText(violating)).toEqual(['##..####..']);
  expect(view).toEqual(filters);
});

it('contains the verdict of each tensor that is read', () => {
  const tensors = ['CONV_2D', 'CONV_2D', 'DEPTHWISE_CONV_2D', 'CONV_2D', 'CONV_2D', 'CONV_2D'].map((code, tensor) => ({
    ...denseMatrix(code, [4, tensor === 3 ? 2 : 8]),
    tensor,
    inputChannelsLast: code === 'CONV_2D',
  }));
  const counts = { nonzeros: 9, blocks: 8, engine: 'cpu', milliseconds: 1 } as const;
  const results = new Map<string, TensorResult>(
    tensors.map((tensor, i) => [
      tensorKey(tensor),
      { phase: 'done', counts: { ...counts, conformingBlocks: i === 1 ? 5 : 8 } },
    ]),
  );
  results.set('0:4', { phase: 'waiting' });
  results.set('0:5', { phase: 'failed', message: 'cut' });
  expect(snapshotVerdicts(tensors, results, twoOfFour)).toEqual([
    { tensor: '0:0', kind: 'conforms' },
    { tensor: '0:1', kind: 'violates', violatingBlocks: 3 },
    { tensor: '0:2', kind: 'not-applicable' },
    { tensor: '0:3', kind: 'trivial' },
    { tensor: '0:4', kind: 'unread' },
    { tensor: '0:5', kind: 'failed' },
  ]);
});
