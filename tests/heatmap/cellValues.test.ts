import { expect, it } from 'vitest';
import { valueText } from '../../src/heatmap/cellValues';

it.each([
  [0, '0'],
  [-0, '0'],
  [-128, '-128'],
  [0.0132, '.013'],
  [-0.5, '-.5'],
  [1.23456, '1.23'],
  [-12.345, '-12.3'],
  [999.9, '1000'],
  [0.00099, '1e-3'],
  [1e-7, '1e-7'],
  [123_456, '1e5'],
  [Number.NaN, 'NaN'],
  [-Infinity, '-∞'],
])('%d is written as %s', (value, text) => {
  expect(valueText(value)).toBe(text);
});

it('writes no number with more than six characters', () => {
  for (let exponent = -40; exponent <= 38; exponent++) {
    for (const digits of [1, 1.2345, 9.9999]) {
      for (const sign of [1, -1]) expect(valueText(sign * digits * 10 ** exponent).length).toBeLessThanOrEqual(6);
    }
  }
});
