import { group } from 'd3';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { prunedTensor } from '../../src/pruning/prunedTensor';
import type { PruningGoal } from '../../src/pruning/pruningGoal';
import { predictionOf } from '../../src/session/prediction';
import { isNonZero } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import { elementAt, type ViewChoice, viewOf } from '../../src/views/matrixView';
import { buildModel } from '../support/buildModel';
import { denseLayer, openBytes } from '../support/openBytes';
import { drawFrom } from '../support/randomDraw';

const { signal } = new AbortController();
const layouts: readonly ViewChoice['layout'][] = ['rows', 'filters', 'taps', { h: 1, w: 0 }];

/** Indices of the elements that a goal keeps: the largest of each block, or of the tensor. */
function keptElements(data: readonly number[], columnCount: number, goal: PruningGoal): Set<number> {
  const largest = (elements: number[], count: number) =>
    elements.sort((a, b) => Math.abs(data[b]!) - Math.abs(data[a]!) || a - b).slice(0, count);
  const all = data.map((_, element) => element);
  if ('sparsity' in goal) return new Set(largest(all, data.length * (1 - goal.sparsity)));
  const { zeros, of } = goal.pattern;
  const blocks = group(all, (element) => {
    const column = element % columnCount;
    return `${(element - column) / columnCount} ${Math.floor(column / of)}`;
  });
  return new Set([...blocks.values()].flatMap((block) => largest(block, of - zeros)));
}

it('shows in every view the non-zero weights that pruning would set to zero', async () => {
  let removedWeights = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw = drawFrom(generate);
      // An even number of elements, so that half of them is a whole number.
      const shape = [2 * draw.between(1, 3), 2, draw.between(1, 3), draw.between(1, 9)];
      const data = Array.from({ length: shape.reduce((a, b) => a * b) }, () => draw.between(-4, 4));
      const goal = draw.pick<PruningGoal>({ pattern: twoOfFour }, { pattern: { zeros: 1, of: 3 } }, { sparsity: 0.5 });
      const layer = denseLayer({ shape, type: 'INT8', data });
      const operators = [{ code: 'CONV_2D', inputs: [0, 1, -1], outputs: [2] }] as const;
      const convolution = { ...layer, operators };
      const opened = await openBytes(buildModel(convolution));
      const [tensor] = opened.contents.tensors;
      const view = viewOf(tensor!, { layout: draw.pick(...layouts), transposed: draw.chance(50) });
      const [{ mask }, pruned] = [
        await opened.analysisOf(tensor!, twoOfFour),
        await prunedTensor(await opened.realValuesOf(tensor!), goal, 4, signal),
      ];
      const { removed, counts } = await predictionOf(pruned, mask, view, twoOfFour, cpuEngine(), signal);
      const kept = keptElements(data, shape[3]!, goal);
      expect([removed.mask.rowCount, removed.mask.columnCount]).toEqual([view.rowCount, view.columnCount]);
      for (let row = 0; row < view.rowCount; row++) {
        for (let column = 0; column < view.columnCount; column++) {
          const element = elementAt(view, row, column);
          const isRemoved = data[element] !== 0 && !kept.has(element);
          expect(isNonZero(removed.mask, row, column)).toBe(isRemoved);
          if (isRemoved) removedWeights++;
        }
      }
      expect(counts.nonzeros).toBe([...kept].filter((element) => data[element] !== 0).length);
    }),
    { numRuns: 100 },
  );
  expect(removedWeights).toBeGreaterThan(500);
});
