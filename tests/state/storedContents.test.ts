import { expect, it } from 'vitest';
import { ModelError } from '../../src/modelError';
import type { ModelOrigin } from '../../src/session/session';
import { emptyMask } from '../../src/sparsity/mask';
import { defaultView } from '../../src/views/matrixView';
import { atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const file: ModelOrigin = { kind: 'file', file: new File([], 'a.tflite') };
const [presumed, other] = [weightTensor(1, 9), weightTensor(2, 9)];
const tensorMap = { tensor: presumed, view: defaultView, pyramid: { mask: emptyMask(0, 0), levels: [] } };

/** A page with the first map of a local file, for which a tensor was presumed to be constant. */
async function pageWithMap() {
  const { store, desk, actions } = await pageAtDesk();
  const model = desk.model('a', [presumed]);
  void actions.open(file);
  (await desk.take('open undefined')).answer(model);
  (await desk.take('draw a 1')).answer({ counts, tensorMap });
  return { store, desk, model, question: await desk.take('storedContents') };
}

it('corrects the sizes of constants after the first map, and keeps all else', async () => {
  const { store, model, question } = await pageWithMap();
  const before = store.getState();
  const constant = { subgraph: 0, tensor: 1, name: '', elements: 36, bytes: 7, operator: 'CONV_2D', listedAs: 1 };
  const stored = { ...model.contents, constants: [constant] };
  question.answer(stored);
  await expect.poll(() => store.getState().model?.stored).toBe(stored);
  const { model: shown, map, selected, results } = store.getState();
  expect(shown?.contents).toBe(model.contents);
  expect({ map, selected, results }).toEqual({ map: before.map, selected: before.selected, results: before.results });
});

it('shows the model again if other tensors are constant, without closing it', async () => {
  const { store, desk, model, question } = await pageWithMap();
  question.answer({ ...model.contents, tensors: [other] });
  await desk.take('draw a 2');
  expect(store.getState().model?.contents.tensors).toEqual([other]);
  expect([...store.getState().results.keys()]).toEqual(['0:2']);
  expect(desk.closed).toEqual([]);
});

it('keeps what was presumed if the file cannot be read', async () => {
  const { store, question } = await pageWithMap();
  question.refuse(new ModelError('changed', 'the file changed'));
  await atRest();
  expect(store.getState().model?.stored).toBeUndefined();
  expect(store.getState().problem).toBeUndefined();
});
