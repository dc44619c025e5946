import { expect, it } from 'vitest';
import { updateInterval } from '../../src/state/updateInterval';

it('gets longer with the number of tensors, because each update looks at all of them', () => {
  expect(updateInterval(4)).toBe(100);
  expect(updateInterval(1000)).toBe(100);
  expect(updateInterval(15_000)).toBe(1500);
});
