import { expect, it } from 'vitest';
import { ModelError } from '../../src/modelError';
import type { Restrictions } from '../../src/rewrite/restrictions';
import type { RewritingSummary } from '../../src/session/questionData';
import { twoOfFour } from '../../src/sparsity/pattern';
import { mustAgree } from '../../src/state/agreement';
import { planningOn } from '../../src/state/planning';
import { planOf } from '../../src/state/statePlan';
import { viewOf } from '../../src/views/matrixView';
import { at, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const tensors = [
  weightTensor(1, 9),
  weightTensor(2, 5),
  { ...weightTensor(3, 2, 'DEPTHWISE_CONV_2D'), inputChannelsLast: false },
  weightTensor(4, 3, 'TRANSPOSE_CONV'),
];
const toPattern = { prune: { kind: 'pattern', ...twoOfFour } } as const;
const nothing: Restrictions = { encodings: {} };
const summary: RewritingSummary = { byteLength: 100, tensors: [], notes: [] };

async function openPlan(byteLength = 100) {
  const page = await pageAtDesk();
  const { store, actions, desk } = page;
  const planning = planningOn(store, actions, () => Promise.reject(new ModelError('not-found', 'not opened here')));
  void actions.open(at('a'));
  (await desk.take('open a')).answer(desk.model('a', tensors, byteLength));
  const tensorMap = { tensor: tensors[0], view: viewOf(tensors[0]!), summary: { pattern: twoOfFour } };
  (await desk.take('draw a 1')).answer({ tensorMap, counts });
  await expect.poll(() => store.getState().map.phase).toBe('ready');
  actions.openPlan();
  const shared = { ...nothing, inPlace: 'shares its data with another tensor' };
  (await desk.take('restrictionsOf')).answer(
    new Map([
      ['0:1', nothing],
      ['0:2', shared],
      ['0:3', nothing],
      ['0:4', nothing],
    ]),
  );
  await expect.poll(() => store.getState().planning?.restrictions?.size).toBe(4);
  const planned = () => [...store.getState().planning!.changes.keys()];
  return { ...page, planning, planned };
}

it('plans all tensors that the command would prune, without those that cannot be pruned', async () => {
  const { planning, planned, store } = await openPlan();
  planning.changeAll(toPattern);
  expect(planned()).toEqual(['0:1']);
  expect(planOf(store.getState())).toEqual({
    planVersion: 1,
    model: { name: 'a', bytes: 100 },
    tensors: [{ subgraph: 0, tensor: 1, name: 'weights 1', ...toPattern }],
  });
  planning.setChange(tensors[3]!, { prune: { kind: 'sparsity', sparsity: 0.5 }, encoding: 'csr' });
  expect(planned()).toEqual(['0:1', '0:4']);
  planning.setChange(tensors[0]!, { prune: { kind: 'keep' } });
  expect(planned()).toEqual(['0:4']);
  planning.changeOnly([tensors[0]!], toPattern);
  expect(planned()).toEqual(['0:1']);
});

it('predicts each plan, and cancels the prediction before', async () => {
  const { planning, store, desk } = await openPlan();
  planning.changeAll(toPattern);
  const first = await desk.take('rewritingOf');
  planning.setChange(tensors[3]!, toPattern);
  expect(first.signal.aborted).toBe(true);
  (await desk.take('rewritingOf')).answer(summary);
  await expect.poll(() => store.getState().planning?.prediction).toMatchObject({ phase: 'ready', rewriting: summary });
  planning.setChange(tensors[0]!, { encoding: 'csr' });
  (await desk.take('rewritingOf')).refuse(new ModelError('bad-plan', 'no'));
  await expect.poll(() => store.getState().planning?.prediction).toEqual({ phase: 'failed', message: 'no' });
  planning.keepAll();
  expect(store.getState().planning?.prediction).toEqual({ phase: 'none' });
});

it('shows what the plan does to the tensor on screen', async () => {
  const { planning, store, actions } = await openPlan();
  planning.setChange(tensors[0]!, toPattern);
  expect(store.getState().pruning?.goal).toEqual({ pattern: twoOfFour });
  planning.setChange(tensors[0]!, { prune: { kind: 'threshold', threshold: 0.5 } });
  expect(store.getState()).toMatchObject({ pruning: undefined, threshold: 0.5 });
  planning.setChange(tensors[0]!, { prune: { kind: 'sparsity', sparsity: 0.75 } });
  expect(store.getState()).toMatchObject({ threshold: undefined, pruning: { goal: { sparsity: 0.75 } } });
  void actions.select('0:2');
  expect(store.getState().pruning).toBeUndefined();
  void actions.select('0:1');
  expect(store.getState().pruning?.goal).toMatchObject({ sparsity: 0.75 });
  actions.closePlan();
  expect(store.getState().pruning).toBeUndefined();
  actions.openPlan();
  expect(store.getState().pruning?.goal).toMatchObject({ sparsity: 0.75 });
});

it('loads what it saved, and refuses a plan for another model without a change', async () => {
  const { planning, planned, store } = await openPlan();
  planning.setChange(tensors[3]!, { prune: { kind: 'sparsity', sparsity: 0.5 }, encoding: 'csr' });
  const plan = planOf(store.getState());
  planning.keepAll();
  await planning.loadPlan(JSON.stringify(plan));
  expect(planOf(store.getState())).toEqual(plan);
  for (const [changed, message] of [
    [{ ...plan, model: { ...plan.model, bytes: 99 } }, 'the plan is for another model'],
    [
      { ...plan, tensors: [{ ...plan.tensors[0], name: 'other' }] },
      'tensor 0:4 (other), which this model does not have',
    ],
    [
      { ...plan, tensors: [{ ...plan.tensors[0], tensor: 9 }] },
      'tensor 0:9 (weights 4), which this model does not have',
    ],
    [{ ...plan, planVersion: 2 }, 'planVersion is 2'],
  ] as const)
    await expect(planning.loadPlan(JSON.stringify(changed))).rejects.toThrow(message);
  await expect(planning.loadPlan('[')).rejects.toThrow('this is not JSON');
  expect(planned()).toEqual(['0:4']);
});

it('computes the SHA-256 of the model before it takes a plan that has one', async () => {
  const { planning, planned, store, desk } = await openPlan();
  planning.setChange(tensors[3]!, { prune: { kind: 'sparsity', sparsity: 0.5 } });
  const ofOther = JSON.stringify(planOf(store.getState(), 'a'.repeat(64)));
  const ofThis = JSON.stringify(planOf(store.getState(), 'b'.repeat(64)));
  planning.keepAll();
  const refused = planning.loadPlan(ofOther);
  (await desk.take('hash a')).answer('b'.repeat(64));
  await expect(refused).rejects.toThrow('the plan is for another model');
  const taken = planning.loadPlan(ofThis);
  (await desk.take('hash a')).answer('b'.repeat(64));
  await taken;
  expect(planned()).toEqual(['0:4']);
});

it('waits for consent before it reads a large model', async () => {
  const { planning, store, desk } = await openPlan(2 ** 30);
  planning.changeAll(toPattern);
  expect(mustAgree(store.getState())).toBe(true);
  expect(store.getState().planning?.prediction).toEqual({ phase: 'none' });
  planning.agree();
  (await desk.take('rewritingOf')).answer(summary);
  await expect.poll(() => store.getState().planning?.prediction.phase).toBe('ready');
});

it('drops the plan with its model', async () => {
  const { planning, store, actions, desk } = await openPlan();
  planning.changeAll(toPattern);
  const prediction = await desk.take('rewritingOf');
  void actions.open(at('b'));
  (await desk.take('open b')).answer(desk.model('b', tensors));
  await expect.poll(() => store.getState().model?.contents.name).toBe('b');
  expect(store.getState().planning).toBeUndefined();
  expect(prediction.signal.aborted).toBe(true);
});
