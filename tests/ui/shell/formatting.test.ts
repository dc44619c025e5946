import { expect, it } from 'vitest';
import { formatBytes } from '../../../src/sparsity/byteSize';
import { formatIndex, formatOperators, formatShape, formatValue } from '../../../src/ui/shell/formatting';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [99_949, '99.9 kB'],
  [123_456, '123 kB'],
  [13_107_224, '13.1 MB'],
  [2_147_483_648, '2.1 GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it('names shapes and indices as the tensor has them', () => {
  expect(formatShape([])).toBe('scalar');
  expect(formatShape([64, 5, 5, 32])).toBe('64 × 5 × 5 × 32');
  expect(formatIndex([64, 5, 5, 32], ((12 * 5 + 3) * 5 + 0) * 32 + 7)).toBe('[12, 3, 0, 7]');
});

it('names each operator once', () => {
  const operators = ['CONV_2D', 'FULLY_CONNECTED', 'CONV_2D'].map((code, index) => ({ index, code }));
  expect(formatOperators({ operators })).toBe('CONV_2D, FULLY_CONNECTED');
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
