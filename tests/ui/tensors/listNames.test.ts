import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listNames } from '../../../src/ui/tensors/listNames';

it.each([
  [
    ['model/a/b/c', 'model/a/b/d', 'model/x/y/z'],
    ['b/c', 'b/d', 'y/z'],
  ],
  [
    ['m/block_1/expand/Conv2D', 'm/block_2/expand/Conv2D', 'm/head/Dense/MatMul'],
    ['block_1/expand/Conv2D', 'block_2/expand/Conv2D', 'Dense/MatMul'],
  ],
  [
    ['same', 'same'],
    ['same', 'same'],
  ],
  [['only/one/of/them'], ['of/them']],
  [[], []],
])('names of %j', (names, expected) => {
  expect(listNames(names)).toEqual(expected);
});

it('differ where the names do', () => {
  const name = fc
    .array(fc.constantFrom('a', 'b', 'long_word'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join('/'));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 12 }), (names) => {
      const short = listNames(names);
      expect(new Set(short).size).toBe(names.length);
    }),
  );
});
