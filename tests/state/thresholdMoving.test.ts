import { expect, it } from 'vitest';
import type { TensorMap } from '../../src/views/tensorMap';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const tensorMapOf = (name: string) => ({ name }) as unknown as TensorMap;
const drawn = (name: string) => ({ tensorMap: tensorMapOf(name), counts });

/** A page with the map `exact` of a tensor. */
async function pageWithMap(rowCount = 9) {
  const page = await pageAtDesk();
  const { store, actions, desk } = page;
  void actions.open(at('a'));
  (await desk.take('open a')).answer(desk.model('a', [weightTensor(1, rowCount)]));
  (await desk.take('draw a 1')).answer(drawn('exact'));
  await expect.poll(() => store.getState().map.phase).toBe('ready');
  return page;
}

it('reads one map at a time, and then that of the newest threshold', async () => {
  const { store, actions, desk } = await pageWithMap();
  for (const threshold of [0.1, 0.2, 0.3]) void actions.moveThreshold(threshold);
  expect(store.getState()).toMatchObject({ threshold: 0.3, map: { tensorMap: { name: 'exact' } } });
  const first = await desk.take('draw a 1');
  await atRest();
  expect(desk.waiting.filter(({ what }) => what.startsWith('draw'))).toEqual([]);
  expect(first.signal.aborted).toBe(false);
  first.answer(drawn('first'));
  const second = await desk.take('draw a 1');
  expect(store.getState().map).toMatchObject({ tensorMap: { name: 'first' }, whatIf: { threshold: 0.1 } });
  second.answer(drawn('newest'));
  await expect
    .poll(() => store.getState().map)
    .toMatchObject({ tensorMap: { name: 'newest' }, whatIf: { threshold: 0.3 } });
  await atRest();
  expect(desk.waiting.filter(({ what }) => what.startsWith('draw'))).toEqual([]);
});

it('reads no map for the same threshold, and an exact one after a reset', async () => {
  const { store, actions, desk } = await pageWithMap();
  void actions.moveThreshold(undefined);
  await atRest();
  expect(desk.waiting.filter(({ what }) => what.startsWith('draw'))).toEqual([]);
  void actions.moveThreshold(0.1);
  void actions.moveThreshold(undefined);
  (await desk.take('draw a 1')).answer(drawn('first'));
  (await desk.take('draw a 1')).answer(drawn('exact again'));
  await expect.poll(() => store.getState().map).toEqual({ phase: 'ready', tensorMap: { name: 'exact again' } });
});

it('goes on after another choice replaced the map during a drag', async () => {
  const { store, actions, desk } = await pageWithMap();
  void actions.moveThreshold(0.1);
  const first = await desk.take('draw a 1');
  void actions.choosePattern({ zeros: 1, of: 2 });
  expect(first.signal.aborted).toBe(true);
  first.answer(drawn('late'));
  (await desk.take('draw a 1')).answer(drawn('other pattern'));
  await expect.poll(() => store.getState().map).toMatchObject({ tensorMap: { name: 'other pattern' } });
  void actions.moveThreshold(0.2);
  (await desk.take('draw a 1')).answer(drawn('after'));
  await expect.poll(() => store.getState().map).toMatchObject({ whatIf: { threshold: 0.2 } });
});
