import { expect, it } from 'vitest';
import { zeroScalesText } from '../../../src/ui/texts/map';

it('scales of 0 are counted by channel or block', () => {
  const rest = 'weights are 0 whatever is stored.';
  expect(zeroScalesText({ zeros: 3, of: 64, unit: 'channel' })).toBe(`Scale 0 in 3 of 64 channels: these ${rest}`);
  expect(zeroScalesText({ zeros: 1, of: 4096, unit: 'block' })).toBe(`Scale 0 in 1 of 4,096 blocks: these ${rest}`);
  expect(zeroScalesText({ zeros: 1, of: 1, unit: 'tensor' })).toBe(`Scale 0: all ${rest}`);
});
