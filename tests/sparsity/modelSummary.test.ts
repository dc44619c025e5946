import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelSummary, modelSummaryLines, type SummarizedTensor } from '../../src/sparsity/modelSummary';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { ReadableStatus } from '../../src/sparsity/status';
import type { Coverage } from '../../src/tflite/weights/coverage';
import { reportOfBytes } from '../support/openBytes';

const complete: Coverage = { constantBytes: 1000, listedBytes: 1000, unlisted: [] };

function tensorOf(
  tensor: number,
  status: ReadableStatus,
  violating = 0,
  more: { encoding?: 'sparse'; storedBytes?: number } = {},
): SummarizedTensor {
  const counts = { elements: 400_000, nonzeros: 200_000, blocks: 100_000, conformingBlocks: 100_000 - violating };
  return { subgraph: 0, tensor, name: `w${tensor}`, encoding: 'dense', status, ...counts, ...more };
}

const unreadable: SummarizedTensor = { subgraph: 0, tensor: 9, name: 'cut', encoding: 'dense', status: 'unreadable' };

it('adds up the weights and counts the statuses', () => {
  const tensors = [tensorOf(1, 'conforms'), tensorOf(2, 'nearly', 5), tensorOf(3, 'too-short'), unreadable];
  expect(modelSummary(tensors, complete)).toMatchObject({
    ...{ weights: 1_200_000, zeros: 600_000, applicable: 2, coverage: complete },
    statuses: { conforms: 1, nearly: 1, 'too-short': 1, unreadable: 1, dense: 0 },
  });
});

it('lists the tensors with the largest share of violating blocks', () => {
  const counts = [3, 900, 20, 0, 40, 70, 50];
  const tensors = counts.map((violating, i) => tensorOf(i, violating === 0 ? 'conforms' : 'unstructured', violating));
  const { worst } = modelSummary([...tensors, tensorOf(8, 'not-applicable', 99_999)], complete);
  expect(worst.map(({ tensor, violating }) => [tensor, violating])).toEqual([
    ...[
      [1, 900],
      [5, 70],
      [6, 50],
      [4, 40],
      [2, 20],
    ],
  ]);
});

it('counts tensors that are stored sparse, and their bytes if all are known', () => {
  const sparse = (tensor: number, storedBytes?: number) =>
    tensorOf(tensor, 'conforms', 0, { encoding: 'sparse', ...(storedBytes !== undefined && { storedBytes }) });
  const storedSparse = (tensors: SummarizedTensor[]) => modelSummary(tensors, complete).storedSparse;
  expect(storedSparse([sparse(1, 100), sparse(2, 50), tensorOf(3, 'dense')])).toEqual({ tensors: 2, bytes: 150 });
  expect(storedSparse([sparse(1, 100), sparse(2)])).toEqual({ tensors: 2 });
  expect(storedSparse([tensorOf(3, 'dense')])).toEqual({ tensors: 0, bytes: 0 });
});

it('says zeros, tensors by status and what was not looked at', () => {
  const group = { operator: 'MUL', tensors: 4, bytes: 6, because: 'operator' } as const;
  const coverage: Coverage = { constantBytes: 1000, listedBytes: 994, unlisted: [group] };
  const tensors = [
    ...Array.from({ length: 5 }, (_, i) => tensorOf(i, 'conforms')),
    ...[tensorOf(5, 'nearly', 5), tensorOf(6, 'nearly', 5), tensorOf(7, 'dense', 90_000), tensorOf(8, 'too-short')],
    unreadable,
  ];
  expect(modelSummaryLines(modelSummary(tensors, coverage), twoOfFour)).toEqual([
    '50.0 % zeros in 3.6 M weights',
    '5 of 8 tensors hold 2 of 4, 2 nearly, 1 not pruned',
    '4 constants (0.6 %) not looked at',
  ]);
  const blocks = { block: { rows: 1, columns: 4 } };
  expect(modelSummaryLines(modelSummary([tensorOf(1, 'structured'), tensorOf(2, 'dense')], complete), blocks)).toEqual([
    '50.0 % zeros in 800,000 weights',
    '1 of 2 tensors has its zeros in all-zero 1 × 4 blocks, 1 not pruned',
  ]);
  expect(modelSummaryLines(modelSummary([unreadable], complete), twoOfFour)).toEqual(['2 of 4 applies to no tensor']);
  expect(modelSummaryLines(modelSummary([], complete), twoOfFour)).toEqual([]);
});

it('takes the tensors of a report', async () => {
  const bytes = new Uint8Array(readFileSync('public/samples/mnist-2by4-int8-12-violations.tflite'));
  const { tensors, coverage, pattern } = await reportOfBytes(bytes);
  const summary = modelSummary(tensors, coverage);
  expect(summary.worst.map(({ tensor, violating }) => [tensor, violating])).toEqual([
    [7, 2560],
    [5, 12],
  ]);
  expect(modelSummaryLines(summary, pattern)[1]).toBe('1 of 3 tensors holds 2 of 4, 1 nearly, 1 not pruned');
});
