import { expect, it } from 'vitest';
import { matchesOf } from '../../../src/ui/commands/matches';

function found(query: string, ...texts: string[]): string[] {
  return matchesOf(
    texts.map((text) => ({ text })),
    query,
  ).map(({ text }) => text);
}

it('finds what has all words, in any order and case', () => {
  const texts = ['model/dense/matmul fully_connected 10x1024', 'model/conv2d conv_2d 64x5x5x32'];
  expect(found('Dense MODEL', ...texts)).toEqual([texts[0]]);
  expect(found('conv 5x5', ...texts)).toEqual([texts[1]]);
  expect(found('dense conv', ...texts)).toEqual([]);
});

it('keeps all entries in order for an empty query', () => {
  expect(found('', 'b', 'a')).toEqual(['b', 'a']);
  expect(found('  ', 'b', 'a')).toEqual(['b', 'a']);
});

it('puts whole words before beginnings of words, and these before the rest', () => {
  expect(found('0:5', 'x 10:5 y', 'x 0:50 y', 'x 0:5 y')).toEqual(['x 0:5 y', 'x 0:50 y', 'x 10:5 y']);
  expect(found('mean', 'demeaned', 'means', 'tf.reduce_mean')).toEqual(['tf.reduce_mean', 'means', 'demeaned']);
});

it('counts the best of several places of a word', () => {
  expect(found('conv', 'deconv', 'deconv/conv')).toEqual(['deconv/conv', 'deconv']);
});

it('leaves equals in their order, and counts all words', () => {
  expect(found('conv', 'conv b', 'conv a')).toEqual(['conv b', 'conv a']);
  expect(found('conv w', 'conv/weights', 'conv/w')).toEqual(['conv/w', 'conv/weights']);
});

it('takes characters of a query for themselves', () => {
  expect(found('a.c (', 'abc (', 'a.c (')).toEqual(['a.c (']);
});
