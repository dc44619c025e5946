import { expect, it } from 'vitest';
import { reopening } from '../../src/session/reopening';
import type { ModelDescription, ModelOrigin } from '../../src/session/session';
import type { StartedWorker } from '../../src/session/supervisor';

const origin: ModelOrigin = { kind: 'file', file: new File([], 'a.tflite') };
const description = { contents: { name: 'a.tflite' } } as ModelDescription;
const worker = (generation: number) => ({ generation }) as StartedWorker;

it('closes a model that was removed while it was being opened again', async () => {
  let finish = (_description: ModelDescription): void => {};
  const closed: unknown[] = [];
  const models = reopening(
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
    ({ generation }, id) => closed.push([generation, id]),
  );
  models.add(7, origin, description, worker(1));
  const ensured = models.ensure([7], worker(2));
  models.remove(7);
  expect(closed).toEqual([]);
  finish(description);
  await ensured;
  expect(closed).toEqual([[2, 7]]);
});

it('keeps a model open that was not removed', async () => {
  const closed: unknown[] = [];
  const models = reopening(
    async () => description,
    (_started, id) => closed.push(id),
  );
  models.add(7, origin, description, worker(1));
  await models.ensure([7], worker(2));
  expect(closed).toEqual([]);
});
