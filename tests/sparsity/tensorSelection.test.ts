import { expect, it } from 'vitest';
import { selectedTensors } from '../../src/sparsity/tensorSelection';

const tensors = ['conv1/weights', 'conv2/weights', 'dense/weights', '0:9', 'a*b', 'azb', 'a.b', 'two\nlines', ''].map(
  (name, tensor) => ({ subgraph: 0, tensor, name }),
);

function named(reference: string): string[] {
  return selectedTensors(tensors, reference).map(({ name }) => name);
}

it('finds a tensor by its numbers first', () => {
  expect(named('0:1')).toEqual(['conv2/weights']);
});

it('finds a tensor by its exact name next, even if it looks like numbers or a glob', () => {
  expect(named('0:9')).toEqual(['0:9']);
  expect(named('a*b')).toEqual(['a*b']);
  expect(named('')).toEqual(['']);
});

it('finds tensors by a glob over names last', () => {
  expect(named('conv*')).toEqual(['conv1/weights', 'conv2/weights']);
  expect(named('conv?/weights')).toEqual(['conv1/weights', 'conv2/weights']);
  expect(named('two*')).toEqual(['two\nlines']);
  expect(named('*')).toHaveLength(tensors.length);
});

it('treats regular expression characters literally', () => {
  expect(named('a.?')).toEqual(['a.b']);
  expect(named('a[z]b')).toEqual([]);
  expect(named('(')).toEqual([]);
});

it('finds nothing if nothing matches', () => {
  expect(named('1:0')).toEqual([]);
  expect(named('weights')).toEqual([]);
});
