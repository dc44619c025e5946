import { expect, it } from 'vitest';
import type { Worth } from '../../src/sparsity/targetResult';
import type { TensorMap } from '../../src/views/tensorMap';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const drawn = { tensorMap: {} as TensorMap, counts };
const worth: Worth = { sizes: { stored: 8, dense: 8 }, targets: [], isProvisional: false };

/** A page with the map of the larger of two tensors. The other is not counted yet. */
async function pageWithMap() {
  const page = await pageAtDesk();
  const { store, actions, desk } = page;
  await actions.wantWorths();
  void actions.open(at('a'));
  (await desk.take('open a')).answer(desk.model('a', [weightTensor(1, 2), weightTensor(2, 9)]));
  (await desk.take('draw a 2')).answer(drawn);
  await expect.poll(() => store.getState().map.phase).toBe('ready');
  return page;
}

it('asks about the tensor on screen, and about the others after all are counted', async () => {
  const { store, desk } = await pageWithMap();
  (await desk.take('worth a 2')).answer(worth);
  await expect.poll(() => [...store.getState().worths.keys()]).toEqual(['0:2']);
  await atRest();
  expect(desk.waiting.map(({ what }) => what)).toEqual(['count a 1']);
  (await desk.take('count a 1')).answer(counts);
  (await desk.take('worth a 1')).answer(worth);
  await expect.poll(() => [...store.getState().worths.keys()]).toEqual(['0:2', '0:1']);
});

it('asks again when all are counted, if the zeros of other tensors were not known', async () => {
  const { store, desk } = await pageWithMap();
  (await desk.take('worth a 2')).answer({ ...worth, isProvisional: true });
  (await desk.take('count a 1')).answer(counts);
  (await desk.take('worth a 2')).answer({ ...worth, isProvisional: true });
  (await desk.take('worth a 1')).answer(worth);
  await expect.poll(() => store.getState().worths.size).toBe(2);
  expect(store.getState().worths.get('0:2')).toEqual({ phase: 'done', worth });
});

it('is interrupted by a map, and goes on after it', async () => {
  const { store, actions, desk } = await pageWithMap();
  const first = await desk.take('worth a 2');
  void actions.select('0:1');
  expect(first.signal.aborted).toBe(true);
  first.answer(worth);
  (await desk.take('draw a 1')).answer(drawn);
  (await desk.take('worth a 1')).answer(worth);
  await expect.poll(() => [...store.getState().worths.keys()]).toEqual(['0:1']);
});

it('is forgotten with the model', async () => {
  const { store, actions, desk } = await pageWithMap();
  (await desk.take('worth a 2')).answer(worth);
  await expect.poll(() => store.getState().worths.size).toBe(1);
  void actions.open(at('b'));
  (await desk.take('open b')).answer(desk.model('b', [weightTensor(7, 2)]));
  await expect.poll(() => store.getState().model?.contents.name).toBe('b');
  expect(store.getState().worths.size).toBe(0);
});
