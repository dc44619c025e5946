import fc from 'fast-check';
import { expect, it } from 'vitest';
import { axisBlocks, axisTicks } from '../../src/heatmap/axisTicks';
import { twoOfFour } from '../../src/sparsity/pattern';
import { viewOf } from '../../src/views/matrixView';
import { denseMatrix } from '../support/matrices';

it('puts ticks along blocks at the starts of blocks', () => {
  expect(axisTicks([0, 24], 1, { size: 4, restart: 3136 })).toEqual([0, 4, 8, 12, 16, 20]);
  expect(axisTicks([3, 24], 5, { size: 4, restart: 3136 })).toEqual([8, 16]);
  expect(axisTicks([0, 3136], 500, { size: 4, restart: 3136 })).toEqual([0, 512, 1024, 1536, 2048, 2560, 3072]);
});

it('starts again with each row of the weight matrix', () => {
  expect(axisTicks([0, 20], 1, { size: 4, restart: 10 })).toEqual([0, 4, 8, 10, 14, 18]);
  expect(axisTicks([0, 20], 3, { size: 4, restart: 10 })).toEqual([0, 4, 10, 14, 18]);
  expect(axisTicks([0, 100], 15, { size: 4, restart: 10 })).toEqual([0, 20, 40, 60, 80]);
});

it('has ticks at round numbers without blocks', () => {
  expect(axisTicks([0, 24], 5, undefined)).toEqual([0, 5, 10, 15, 20]);
});

it('keeps the distance between ticks, inside the span', () => {
  const blocks = fc.option(
    fc.record({ size: fc.integer({ min: 2, max: 64 }), restart: fc.integer({ min: 1, max: 5000 }) }),
    { nil: undefined },
  );
  const property = fc.property(
    fc.nat(100_000),
    fc.integer({ min: 1, max: 100_000 }),
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    blocks,
    (start, length, share, along) => {
      const end = start + length;
      const minStep = share * length;
      const ticks = axisTicks([start, end], minStep, along);
      for (const [i, tick] of ticks.entries()) {
        expect(tick).toBeGreaterThanOrEqual(start);
        expect(tick).toBeLessThan(end);
        if (along) expect((tick % along.restart) % along.size).toBe(0);
        if (i > 0) expect(tick - ticks[i - 1]).toBeGreaterThanOrEqual(minStep);
      }
    },
  );
  fc.assert(property, { numRuns: 2000 });
});

it('has blocks along the columns, or along the rows of a transposed view', () => {
  const tensor = denseMatrix('FULLY_CONNECTED', [8, 16]);
  const along = { size: 4, restart: 16 };
  expect(axisBlocks(viewOf(tensor), twoOfFour)).toEqual({ rows: undefined, columns: along });
  const transposed = viewOf(tensor, { layout: undefined, transposed: true });
  expect(axisBlocks(transposed, twoOfFour)).toEqual({ rows: along, columns: undefined });
});
