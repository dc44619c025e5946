import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortNames } from '../../../src/ui/shell/shortNames';

describe('short names', () => {
  it.each([
    [
      ['hands.task/detector.tflite', 'hands.task/inner.task/landmarks.tflite'],
      ['detector.tflite', 'inner.task/landmarks.tflite'],
    ],
    [
      ['a.litertlm/section1.tflite', 'a.litertlm/section2.tflite'],
      ['section1.tflite', 'section2.tflite'],
    ],
    [
      ['b.task/gemma_3_1b_int4_prefill.tflite', 'b.task/gemma_3_1b_int4_decode.tflite'],
      ['…prefill.tflite', '…decode.tflite'],
    ],
    [
      ['b.task/a', 'b.task/a/b'],
      ['a', 'a/b'],
    ],
    [['only/one.tflite'], ['only/one.tflite']],
    [
      ['b.task/../x', 'b.task//y'],
      ['../x', '/y'],
    ],
  ])('of %j', (names, expected) => {
    expect(shortNames(names)).toEqual(expected);
  });

  it('end each name, are not empty, and differ as the names do', () => {
    const part = fc.constantFrom('a', 'long', 'name', '_', '.', '/', '-', ' ');
    const name = fc.array(part, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 5 }), (names) => {
        const short = shortNames(names);
        expect(new Set(short).size).toBe(names.length);
        short.forEach((text, i) => {
          expect(text.replace(/^…/, '').length).toBeGreaterThan(0);
          expect(names[i].endsWith(text.replace(/^…/, ''))).toBe(true);
        });
      }),
    );
  });
});
