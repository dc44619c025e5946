import { expect, it } from 'vitest';
import { ModelError } from '../../src/modelError';
import type { Prediction } from '../../src/session/prediction';
import { twoOfFour } from '../../src/sparsity/pattern';
import { viewOf } from '../../src/views/matrixView';
import type { TensorMap } from '../../src/views/tensorMap';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const tensors = [
  weightTensor(1, 9),
  weightTensor(2, 5),
  { ...weightTensor(3, 2, 'DEPTHWISE_CONV_2D'), inputChannelsLast: false },
];
const goal = { pattern: twoOfFour };
const prediction = (kept: number) => ({ energy: { total: 10, kept } }) as Prediction;

const mapOf = (index: number, pattern = twoOfFour) =>
  ({ tensor: tensors[index]!, view: viewOf(tensors[index]!), summary: { pattern } }) as TensorMap;
const drawn = (index: number, pattern = twoOfFour) => ({ tensorMap: mapOf(index, pattern), counts });

/** A page with the map of the first tensor. */
async function pageWithMap() {
  const page = await pageAtDesk();
  const { store, actions, desk } = page;
  void actions.open(at('a'));
  (await desk.take('open a')).answer(desk.model('a', tensors));
  (await desk.take('draw a 1')).answer(drawn(0));
  await expect.poll(() => store.getState().map.phase).toBe('ready');
  return page;
}

it('predicts for the tensor on screen, and changes neither its map nor results', async () => {
  const { store, actions, desk } = await pageWithMap();
  const { map, results } = store.getState();
  actions.pruneTo(goal);
  expect(store.getState().pruning).toMatchObject({ goal, prediction: { phase: 'loading' } });
  (await desk.take('prunedOf')).answer(prediction(9));
  await expect
    .poll(() => store.getState().pruning?.prediction)
    .toMatchObject({ phase: 'ready', prediction: { energy: { kept: 9 } } });
  expect(store.getState().map).toBe(map);
  expect(store.getState().results.get('0:1')).toBe(results.get('0:1'));
  actions.resetPruning();
  expect(store.getState()).toMatchObject({ pruning: undefined, map });
});

it('predicts again for another tensor and for another pattern, and cancels the question before', async () => {
  const { store, actions, desk } = await pageWithMap();
  actions.pruneTo(goal);
  const first = await desk.take('prunedOf');
  void actions.select('0:2');
  expect(first.signal.aborted).toBe(true);
  first.answer(prediction(1));
  (await desk.take('draw a 2')).answer(drawn(1));
  (await desk.take('prunedOf')).answer(prediction(2));
  await expect
    .poll(() => store.getState().pruning?.prediction)
    .toMatchObject({ phase: 'ready', tensorMap: { tensor: { tensor: 2 } }, prediction: { energy: { kept: 2 } } });
  const next = { zeros: 1, of: 2 };
  void actions.choosePattern(next);
  (await desk.take('draw the pattern of a 2')).answer({ counts, patternMap: { summary: { pattern: next } } });
  (await desk.take('prunedOf')).answer(prediction(3));
  await expect
    .poll(() => store.getState().pruning)
    .toMatchObject({ goal, prediction: { prediction: { energy: { kept: 3 } } } });
});

it('replaces a threshold, once the map of exact zeros is there, and is replaced by one', async () => {
  const { store, actions, desk } = await pageWithMap();
  void actions.moveThreshold(0.1);
  (await desk.take('draw a 1')).answer(drawn(0));
  await expect.poll(() => store.getState().map).toMatchObject({ whatIf: { threshold: 0.1 } });
  actions.pruneTo(goal);
  expect(store.getState().threshold).toBeUndefined();
  await atRest();
  expect(desk.waiting.map(({ what }) => what)).not.toContain('prunedOf');
  (await desk.take('draw a 1')).answer(drawn(0));
  const asked = await desk.take('prunedOf');
  expect(store.getState().map).not.toHaveProperty('whatIf');
  void actions.moveThreshold(0.2);
  expect(store.getState()).toMatchObject({ threshold: 0.2, pruning: undefined });
  expect(asked.signal.aborted).toBe(true);
});

it('keeps the prediction when all tensors are pruned to the same goal, and asks again after a failure', async () => {
  const { store, actions, desk } = await pageWithMap();
  actions.pruneTo(goal);
  (await desk.take('prunedOf')).answer(prediction(9));
  await expect.poll(() => store.getState().pruning?.prediction.phase).toBe('ready');
  void actions.pruneAll({ pattern: { ...twoOfFour } });
  expect(store.getState().pruning).toMatchObject({ prediction: { phase: 'ready' }, tensors: { total: 2 } });
  actions.pruneTo({ sparsity: 0.5 });
  (await desk.take('prunedOf')).refuse(new ModelError('truncated', 'too short'));
  await expect.poll(() => store.getState().pruning?.prediction.phase).toBe('failed');
  actions.pruneTo({ sparsity: 0.5 });
  (await desk.take('prunedOf')).answer(prediction(5));
  await expect.poll(() => store.getState().pruning?.prediction.phase).toBe('ready');
});

it('ends with its model', async () => {
  const { store, actions, desk } = await pageWithMap();
  actions.pruneTo(goal);
  const asked = await desk.take('prunedOf');
  void actions.open(at('b'));
  (await desk.take('open b')).answer(desk.model('b', tensors));
  await expect.poll(() => store.getState().pruning).toBeUndefined();
  expect(asked.signal.aborted).toBe(true);
});

it('shows why a tensor cannot be read', async () => {
  const { store, actions, desk } = await pageWithMap();
  actions.pruneTo(goal);
  (await desk.take('prunedOf')).refuse(new ModelError('truncated', 'too short'));
  await expect.poll(() => store.getState().pruning?.prediction).toEqual({ phase: 'failed', message: 'too short' });
});

it('prunes all tensors that can break the pattern, and keeps the results so far when it is stopped', async () => {
  const { store, actions, desk } = await pageWithMap();
  const all = actions.pruneAll(goal);
  (await desk.take('prunedEnergyOf')).answer({ total: 10, kept: 7 });
  const second = await desk.take('prunedEnergyOf');
  expect(store.getState().pruning?.tensors).toMatchObject({ total: 2, isRunning: true });
  second.refuse(new ModelError('truncated', 'too short'));
  await all;
  const { tensors: pruned } = store.getState().pruning!;
  expect(pruned).toMatchObject({ total: 2, isRunning: false });
  expect([...pruned!.results]).toEqual([
    ['0:1', { total: 10, kept: 7 }],
    ['0:2', 'too short'],
  ]);

  void actions.pruneAll({ sparsity: 0.5 });
  const asked = await desk.take('prunedEnergyOf');
  actions.stopPruningAll();
  expect(asked.signal.aborted).toBe(true);
  asked.answer({ total: 10, kept: 1 });
  await atRest();
  expect(store.getState().pruning?.tensors).toMatchObject({ total: 3, isRunning: false });
  expect(desk.waiting.map(({ what }) => what)).not.toContain('prunedEnergyOf');
});
