import { expect, it, vi } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { warmModel } from '../../src/session/warmModel';
import { warmUp } from '../../src/session/warmUp';
import { warmModelBytes } from '../support/warmModel';

it('has the bytes of a model that the tests can build', () => {
  expect(warmModel).toBe(Buffer.from(warmModelBytes()).toString('base64'));
});

it('opens that model, and analyzes its tensors', async () => {
  const engine = cpuEngine();
  const analysisOf = vi.spyOn(engine, 'analysisOf');
  await warmUp(engine);
  const analyzed = await Promise.all(analysisOf.mock.results.map(({ value }) => value));
  const small = analyzed.filter(({ mask }) => mask.columnCount === 4);
  expect(small.length).toBeGreaterThan(1);
  for (const { summary } of small) expect(summary).toMatchObject({ nonzeros: 3, blocks: 2, conformingBlocks: 2 });
});
