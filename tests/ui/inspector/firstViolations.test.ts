import { expect, it } from 'vitest';
import { emptyMask, setBit } from '../../../src/sparsity/mask';
import { firstViolations } from '../../../src/ui/inspector/firstViolations';

it('lists the violating blocks row by row, and stops at a number', () => {
  const violations = emptyMask(3, 70);
  const places = [
    { row: 0, block: 31 },
    { row: 0, block: 32 },
    { row: 1, block: 0 },
    { row: 2, block: 69 },
  ];
  for (const { row, block } of places) setBit(violations, row, block);
  expect(firstViolations({ violations }, 10)).toEqual(places);
  expect(firstViolations({ violations }, 2)).toEqual(places.slice(0, 2));
});
