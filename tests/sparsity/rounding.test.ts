import { expect, it } from 'vitest';
import { type SmallValues, zerosByRounding } from '../../src/sparsity/rounding';
import { seededRandom } from '../support/matrices';

/** Values of a Laplace distribution with mean magnitude `steps`, rounded; `pruned` is the share of the smallest that are set to 0 before. */
function rounded(steps: number, pruned: number): SmallValues {
  const random = seededRandom(3);
  const values = Array.from({ length: 50_000 }, () => -Math.log(1 - random()) * steps).sort((a, b) => a - b);
  const stored = values.map((value, i) => (i < pruned * values.length ? 0 : Math.round(value)));
  const count = (value: number) => stored.filter((found) => found === value).length;
  return { looked: stored.length, zero: count(0), one: count(1) };
}

it.each([0.7, 2, 10])('explains the zeros of rounded weights of mean magnitude %d steps', (steps) => {
  const small = rounded(steps, 0);
  expect(zerosByRounding(small)! / small.zero).toBeGreaterThan(0.9);
});

it('explains few zeros of pruned weights', () => {
  const small = rounded(10, 0.5);
  expect(zerosByRounding(small)! / small.zero).toBeLessThan(0.05);
});

it('says nothing of weights that are only zeros and ones, and never more zeros than there are', () => {
  expect(zerosByRounding({ looked: 4, zero: 2, one: 2 })).toBeUndefined();
  expect(zerosByRounding({ looked: 4, zero: 4, one: 0 })).toBeUndefined();
  expect(zerosByRounding({ looked: 100, zero: 1, one: 98 })).toBe(1);
  expect(zerosByRounding({ looked: 100, zero: 0, one: 9 })).toBe(0);
});
