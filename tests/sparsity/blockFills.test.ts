import { expect, it } from 'vitest';
import { blockFills, exactFill } from '../../src/sparsity/blockFills';
import { emptyMask, isNonZero, setBit } from '../../src/sparsity/mask';
import { maskFromText, seededRandom } from '../support/matrices';

it.each([
  { rows: 6, columns: 37, of: 4 },
  { rows: 3, columns: 3, of: 4 },
  { rows: 2, columns: 130, of: 64 },
  // More blocks than are counted at once.
  { rows: 3, columns: 100_003, of: 3 },
])('counts the blocks of $of in $rows × $columns weights by their non-zeros', async ({ rows, columns, of }) => {
  const random = seededRandom(columns);
  const mask = emptyMask(rows, columns);
  const expected = new Array<number>(of + 1).fill(0);
  for (let row = 0; row < rows; row++) {
    for (let start = 0; start < columns; start += of) {
      let nonzeros = 0;
      for (let column = start; column < Math.min(columns, start + of); column++) {
        if (random() < 0.5) continue;
        setBit(mask, row, column);
        if (isNonZero(mask, row, column)) nonzeros++;
      }
      expected[nonzeros]!++;
    }
  }
  expect(await blockFills(mask, of)).toEqual(expected);
});

it('tells exactly 2 zeros in every block from at least 2', async () => {
  const exact = await blockFills(maskFromText(['##..#.#.', '..##.##.']), 4);
  expect(exactFill(exact)).toBe(2);
  const atLeast = await blockFills(maskFromText(['##..#.#.', '..#..##.']), 4);
  expect(atLeast).toEqual([0, 1, 3, 0, 0]);
  expect(exactFill(atLeast)).toBeUndefined();
  expect(exactFill(await blockFills(emptyMask(0, 8), 4))).toBeUndefined();
});

it('stops when it is canceled', async () => {
  await expect(blockFills(emptyMask(1, 8), 4, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
