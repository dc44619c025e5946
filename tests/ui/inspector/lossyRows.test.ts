import { expect, it } from 'vitest';
import { lossyRows } from '../../../src/ui/inspector/lossyRows';

const rowsOf = (losses: readonly number[]) => ({
  total: Float64Array.from(losses, (loss) => loss + 10),
  kept: new Float64Array(losses.length).fill(10),
});

it('lists the rows that lose most, of equal ones the first', () => {
  const found = lossyRows(rowsOf([1, 5, 0, 5, 3, 9]), 4);
  expect(found.map(({ row }) => row)).toEqual([5, 1, 3, 4]);
  expect(found[0]).toEqual({ row: 5, total: 19, kept: 10 });
});

it('leaves out rows that lose nothing', () => {
  expect(lossyRows(rowsOf([0, 0]), 4)).toEqual([]);
});
