import { expect, it } from 'vitest';
import { marginsOf } from '../../src/sparsity/margins';
import { emptyMask, type Mask, nonZeroCount } from '../../src/sparsity/mask';
import { structureCounts } from '../../src/sparsity/structureCounts';
import { worstBlocks, zeroBlocksIn } from '../../src/sparsity/zeroBlocks';
import { seededRandom } from '../support/matrices';

it.each([
  // More words than are counted at once: many rows, wide rows, a single row.
  { rows: 60_002, columns: 170, groupRows: 9 },
  { rows: 7, columns: 2_500_001, groupRows: 3 },
  { rows: 1, columns: 9_000_019, groupRows: 1 },
  { rows: 5, columns: 37, groupRows: 2 },
])('counts $rows × $columns weights in parts as if in one', async ({ rows, columns, groupRows }) => {
  const random = seededRandom(rows + columns);
  const mask = emptyMask(rows, columns);
  // Some rows and words are zero, some words are full.
  for (let row = 0; row < rows; row++) {
    if (random() < 0.4 && rows > 1) continue;
    for (let word = 0; word < mask.wordsPerRow; word++) {
      const kind = random();
      const bits = kind < 0.3 ? 0 : kind < 0.31 ? -1 : Math.floor(random() * 2 ** 32) & 0x77777777;
      const last = word === mask.wordsPerRow - 1 && columns % 32 > 0 ? 2 ** (columns % 32) - 1 : -1;
      mask.words[row * mask.wordsPerRow + word] = bits & last;
    }
  }
  const counts = await structureCounts(mask, groupRows);
  const margins = marginsOf(mask);
  const zeroRows = [...margins.rows.entries()].filter(([, count]) => count === 0).map(([row]) => row);
  let zeroGroups = 0;
  for (let first = 0; first + groupRows <= rows; first += groupRows) {
    if (margins.rows.subarray(first, first + groupRows).every((count) => count === 0)) zeroGroups++;
  }
  expect(counts).toMatchObject({ nonzeros: nonZeroCount(mask), zeroRows: zeroRows.length, zeroGroups });
  expect(counts.zeroColumns).toBe(margins.columns.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0));
  expect(counts.worst).toEqual(worstBlocks(mask));
  expect(counts.zeroBlocks.length).toBe(rows < 4 ? 2 : 4);
  for (const { block, weights } of counts.zeroBlocks) expect(weights).toBe(zeroBlocksIn(mask, block).weights);
});

it('does not visit rows without weights', async () => {
  const mask: Mask = { ...emptyMask(0, 0), rowCount: 2 ** 40 };
  const counts = await structureCounts(mask, 4);
  expect(counts).toMatchObject({ nonzeros: 0, zeroRows: 2 ** 40, zeroColumns: 0, zeroGroups: 2 ** 38, zeroBlocks: [] });
});

it('lets other work of the thread run between parts, and stops when canceled', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort());
  const counts = structureCounts(emptyMask(4096, 8192), 1, controller.signal);
  await expect(counts).rejects.toMatchObject({ code: 'cancelled' });
});
