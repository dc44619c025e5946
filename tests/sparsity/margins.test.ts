import fc from 'fast-check';
import { expect, it } from 'vitest';
import { marginsOf } from '../../src/sparsity/margins';
import { isNonZero } from '../../src/sparsity/mask';
import { maskFromText, maskWhere, seededRandom } from '../support/matrices';

it('counts the non-zeros of each row and of each column', () => {
  const { rows, columns } = marginsOf(maskFromText(['#.#', '#..']));
  expect([...rows]).toEqual([2, 1]);
  expect([...columns]).toEqual([2, 0, 1]);
});

it('counts more rows than fit into a byte', () => {
  const { rows, columns } = marginsOf(maskWhere(600, 34, (_, column) => column !== 32));
  expect([...new Set(rows)]).toEqual([33]);
  expect([...columns]).toEqual(Array.from({ length: 34 }, (_, column) => (column === 32 ? 0 : 600)));
});

it('equals a count weight by weight', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer(),
      (height, width, seed) => {
        const random = seededRandom(seed);
        const mask = maskWhere(height, width, () => random() < 0.5);
        const columns = new Array(width).fill(0);
        const rows = new Array(height).fill(0);
        for (let row = 0; row < height; row++) {
          for (let column = 0; column < width; column++) {
            if (!isNonZero(mask, row, column)) continue;
            rows[row]++;
            columns[column]++;
          }
        }
        const margins = marginsOf(mask);
        expect([[...margins.rows], [...margins.columns]]).toEqual([rows, columns]);
      },
    ),
    { numRuns: 50 },
  );
});
