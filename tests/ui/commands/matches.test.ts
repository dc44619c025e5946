import { expect, it } from 'vitest';
import { matchesOf } from '../../../src/ui/commands/matches';

function found(query: string, ...texts: string[]): string[] {
  return matchesOf(
    texts.map((text) => ({ text })),
    query,
  ).map(({ text }) => text);
}

it('finds entries with all words, in any order and case', () => {
  const texts = ['model/dense/matmul fully_connected 10x1024', 'model/conv2d conv_2d 64x5x5x32'];
  expect(found('Dense MODEL', ...texts)).toEqual([texts[0]]);
  expect(found('conv 5x5', ...texts)).toEqual([texts[1]]);
  expect(found('dense conv', ...texts)).toEqual([]);
});

it('keeps all entries in order for an empty query', () => {
  expect(found('', 'b', 'a')).toEqual(['b', 'a']);
  expect(found('  ', 'b', 'a')).toEqual(['b', 'a']);
});

it('puts complete words before beginnings of words, and these before the rest', () => {
  expect(found('0:5', 'x 10:5 y', 'x 0:50 y', 'x 0:5 y')).toEqual(['x 0:5 y', 'x 0:50 y', 'x 10:5 y']);
  expect(found('mean', 'demeaned', 'means', 'tf.reduce_mean')).toEqual(['tf.reduce_mean', 'means', 'demeaned']);
});

it('uses the best of several matches of a word', () => {
  expect(found('conv', 'deconv', 'deconv/conv')).toEqual(['deconv/conv', 'deconv']);
});

it('keeps the order of equal matches, and adds up all words', () => {
  expect(found('conv', 'conv b', 'conv a')).toEqual(['conv b', 'conv a']);
  expect(found('conv w', 'conv/weights', 'conv/w')).toEqual(['conv/w', 'conv/weights']);
});

it('takes the characters of a query literally', () => {
  expect(found('a.c (', 'abc (', 'a.c (')).toEqual(['a.c (']);
});
