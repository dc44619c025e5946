import { expect, it } from 'vitest';
import { formatIndex, formatShape, formatValue } from '../../../src/ui/shell/formatting';

it('names shapes and indices as the tensor has them', () => {
  expect(formatShape([])).toBe('scalar');
  expect(formatShape([64, 5, 5, 32])).toBe('64 × 5 × 5 × 32');
  expect(formatIndex([64, 5, 5, 32], ((12 * 5 + 3) * 5 + 0) * 32 + 7)).toBe('[12, 3, 0, 7]');
});

it.each([
  [0, '0'],
  [-0, '-0'],
  [-127, '-127'],
  [16_777_217, '16777217'],
  [0.1, '0.1'],
  [1 / 3, '0.333333'],
  [1e-9, '1e-9'],
])('the value %d is %s', (value, text) => {
  expect(formatValue(value)).toBe(text);
});
