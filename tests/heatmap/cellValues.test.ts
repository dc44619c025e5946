import fc from 'fast-check';
import { expect, it } from 'vitest';
import { characterWidth, valueFontSize, valueText } from '../../src/heatmap/cellValues';
import { sceneOf } from '../../src/heatmap/scene';
import { denseMatrix, mapFromText } from '../support/matrices';

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
      for (const sign of [1, -1]) expect(valueText(sign * digits * 10 ** exponent)?.length).toBeLessThanOrEqual(6);
    }
  }
});

it.each([
  [-0.0132, 4, '-.01'],
  [0.0132, 4, '.013'],
  [-12.345, 4, '-12'],
  [-1234, 4, '-1e3'],
  [-1.2345e-7, 5, '-1e-7'],
  [-1.2345e-7, 4, undefined],
  [1e-12, 4, undefined],
  [Number.NaN, 2, undefined],
])('%d in at most %d characters is %s', (value, maxLength, text) => {
  expect(valueText(value, maxLength)).toBe(text);
});

it('writes numbers that do not touch, for any values and scales', async () => {
  const tensorMap = await mapFromText(denseMatrix('FULLY_CONNECTED', [3, 4]), ['####', '####', '####']);
  const special = [1e-12, -1.2345e-7, Number.NaN, -Infinity, -128, 123_456, -0.00132];
  const anyValue = fc.oneof(fc.float(), fc.double({ min: -2, max: 2 }), fc.constantFrom(...special));
  const values = fc.array(anyValue, { minLength: 12, maxLength: 12 });
  const property = fc.property(
    values,
    fc.double({ min: 20, max: 64, noNaN: true }),
    fc.constantFrom(1, 1.25, 2),
    (all, css, ratio) => {
      const known = { rowStart: 0, rowEnd: 3, columnStart: 0, columnEnd: 4, values: Float64Array.from(all) };
      const scale = css * ratio;
      const { values: written } = sceneOf(
        tensorMap,
        { scale, x: 0, y: 0 },
        { width: 4 * scale, height: 3 * scale },
        ratio,
        { values: known },
      );
      const font = valueFontSize(scale, ratio);
      for (const a of written) {
        for (const b of written) {
          if (a === b || Math.abs(a.y - b.y) >= font) continue;
          const room = Math.abs(a.x - b.x) - ((a.text.length + b.text.length) / 2) * characterWidth * font;
          expect(room, `${a.text} and ${b.text}`).toBeGreaterThan(0.05 * scale);
        }
      }
    },
  );
  fc.assert(property, { numRuns: 500 });
});
