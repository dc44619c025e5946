import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { countsOf } from '../../src/session/counts';
import { modelSummary } from '../../src/sparsity/modelSummary';
import { twoOfFour } from '../../src/sparsity/pattern';
import { shownSummary } from '../../src/state/shownSummary';
import type { TensorResult } from '../../src/state/store';
import { tensorKey } from '../../src/tflite/weights/weightTensor';
import { openBytes, reportOfBytes } from '../support/openBytes';

const bytes = new Uint8Array(readFileSync('public/samples/mnist-2by4-int8-stored-sparse.tflite'));
const opened = await openBytes(bytes);
const { tensors } = opened.contents;

/** Results of the tensors as the worker counts them. */
async function resultsOfAll(): Promise<Map<string, TensorResult>> {
  const results = new Map<string, TensorResult>();
  for (const tensor of tensors) {
    const analysis = await opened.analysisOf(tensor, twoOfFour);
    const structure = await opened.structureOf(tensor, analysis.mask);
    results.set(tensorKey(tensor), { phase: 'done', counts: countsOf(tensor, analysis, structure) });
  }
  return results;
}

it('is the summary of the report', async () => {
  const report = await reportOfBytes(bytes);
  const { summary, unread } = shownSummary(opened.contents, await resultsOfAll(), twoOfFour);
  const { coverage, ...figures } = modelSummary(report.tensors, report.coverage);
  expect(summary).toMatchObject(figures);
  expect(summary.coverage.listedBytes).toBe(coverage.listedBytes);
  expect(summary.storedSparse.tensors).toBeGreaterThan(0);
  expect(unread).toBe(0);
});

it('leaves out tensors that are not read, and counts those that cannot be read', async () => {
  const results = await resultsOfAll();
  const [first, second] = tensors.map(tensorKey);
  results.set(first!, { phase: 'waiting' });
  results.set(second!, { phase: 'failed', message: 'the file is damaged' });
  const { summary, unread } = shownSummary(opened.contents, results, twoOfFour);
  expect(unread).toBe(1);
  expect(summary.statuses.unreadable).toBe(1);
  expect(Object.values(summary.statuses).reduce((sum, count) => sum + count)).toBe(tensors.length - 1);
});
