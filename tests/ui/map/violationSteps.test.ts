import { expect, it } from 'vitest';
import { violationSteps } from '../../../src/ui/map/violationSteps';
import { denseMatrix, mapFromText } from '../../support/matrices';

const tensor = { ...denseMatrix('FULLY_CONNECTED', [3, 4]), name: 'dense' };

function recorded() {
  const picked: unknown[] = [];
  const steps = violationSteps({ requestWindow: async () => {}, pick: (place) => void picked.push(place) });
  return { steps, picked };
}

it('walks through the violations in both directions, around the ends', async () => {
  const map = await mapFromText(tensor, ['###.', '....', '.###']);
  const { steps, picked } = recorded();
  expect([1, 1, 1, -1].map((step) => steps.go(step as 1 | -1, map)?.number)).toEqual([0, 1, 0, 1]);
  expect(picked).toEqual([0, 2, 0, 2].map((row) => ({ row, column: 0 })));
});

it('starts at the first or the last after a reset', async () => {
  const map = await mapFromText(tensor, ['###.', '....', '.###']);
  const { steps } = recorded();
  steps.go(1, map);
  steps.reset();
  expect(steps.go(-1, map)).toMatchObject({ number: 1, row: 2, block: 0 });
});

it('keeps showing the block of the last step after a reset, until it is cleared', async () => {
  const map = await mapFromText(tensor, ['###.', '....', '.###']);
  const { steps } = recorded();
  expect(steps.shown).toBeUndefined();
  steps.go(-1, map);
  steps.reset();
  expect(steps.shown).toMatchObject({ row: 2, block: 0 });
  steps.clear();
  expect(steps.shown).toBeUndefined();
});

it('goes nowhere if no block violates the pattern', async () => {
  const map = await mapFromText(tensor, ['##..', '....', '..##']);
  const { steps, picked } = recorded();
  expect(steps.go(1, map)).toBeUndefined();
  expect(picked).toEqual([]);
});
