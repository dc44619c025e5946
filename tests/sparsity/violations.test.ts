import { describe, expect, it } from 'vitest';
import { violationAt, violationsIn } from '../../src/sparsity/violations';
import { maskFromText, maskWhere } from '../support/matrices';

const violations = maskFromText(['#..#', '....', '.##.']);
const whole = { rowStart: 0, rowEnd: 3, columnStart: 0, columnEnd: 4 };

describe('violating blocks in a window', () => {
  it('are ordered by row, then by block', () => {
    expect(violationsIn(violations, whole, 10)).toEqual([
      { row: 0, block: 0 },
      { row: 0, block: 3 },
      { row: 2, block: 1 },
      { row: 2, block: 2 },
    ]);
  });

  it('are only those inside the window', () => {
    expect(violationsIn(violations, { rowStart: 1, rowEnd: 3, columnStart: 2, columnEnd: 4 }, 10)).toEqual([
      { row: 2, block: 2 },
    ]);
    expect(violationsIn(violations, { ...whole, rowEnd: 0 }, 10)).toEqual([]);
  });

  it('are not listed if there are too many', () => {
    expect(violationsIn(violations, whole, 4)).toHaveLength(4);
    expect(violationsIn(violations, whole, 3)).toBeUndefined();
  });

  it('are found in every bit of every word', () => {
    const all = maskWhere(2, 70, () => true);
    const found = violationsIn(all, { rowStart: 1, rowEnd: 2, columnStart: 30, columnEnd: 66 }, 100);
    expect(found?.map(({ block }) => block)).toEqual(Array.from({ length: 36 }, (_, i) => 30 + i));
  });
});

describe('violating block by index', () => {
  it('is counted in row-major order', () => {
    const found = [0, 1, 2, 3].map((number) => violationAt(violations, number));
    expect(found).toEqual(violationsIn(violations, whole, 10));
    expect(violationAt(violations, 4)).toBeUndefined();
  });

  it('can be in the highest bit of a word', () => {
    const last = maskWhere(2, 64, (row, block) => row === 1 && (block === 31 || block === 63));
    expect(violationAt(last, 0)).toEqual({ row: 1, block: 31 });
    expect(violationAt(last, 1)).toEqual({ row: 1, block: 63 });
  });
});
