import { expect, it } from 'vitest';
import { firstDrawing } from '../../src/session/firstTensor';
import type { Drawing } from '../../src/session/questionData';
import type { Session } from '../../src/session/session';
import { actionsOn } from '../../src/state/actions';
import type { RequestedView } from '../../src/state/showing';
import { type AppState, appStore } from '../../src/state/store';
import { tensorKey } from '../../src/tflite/weights/weightTensor';
import { defaultView } from '../../src/views/matrixView';
import { at, patientSession, weightTensor } from '../support/patientSession';

const tensors = [weightTensor(1, 400), weightTensor(2, 8)];
const window = { rowStart: 0, rowEnd: 2, columnStart: 0, columnEnd: 4 };

/** What the session is told to begin when a model opens, and what the page then requests. */
async function begunAndRequested(state: Partial<AppState>, requested: RequestedView) {
  const store = appStore();
  store.setState(state);
  const desk = patientSession();
  const model = desk.model('a', tensors);
  const drawings: unknown[] = [];
  let begun: unknown;
  const session: Session = {
    ...desk.session,
    async open(_origin, _signal, _onProgress, first) {
      begun = first && firstDrawing(model.contents.tensors, first);
      const tensorMapOf: typeof model.tensorMapOf = (tensor, drawing: Drawing) => {
        drawings.push({ tensor, drawing });
        return new Promise(() => {});
      };
      return { ...model, tensorMapOf };
    },
  };
  const actions = actionsOn(store, session);
  void actions.open(at('a.tflite'), requested);
  await expect.poll(() => drawings).toHaveLength(1);
  return { begun, requested: drawings[0] };
}

it.each<[string, Partial<AppState>, RequestedView]>([
  ['the largest tensor', {}, {}],
  ['a map of known size', { mapSize: { width: 800, height: 600 } }, {}],
  ['a named tensor', {}, { tensor: tensorKey(tensors[1]!) }],
  ['a window', { mapSize: { width: 800, height: 600 } }, { window }],
  ['a chosen view', { view: { ...defaultView, transposed: true }, isViewAutomatic: false }, {}],
  ['settings of a link', {}, { settings: { pattern: { zeros: 1, of: 2 }, threshold: 0.5 } }],
])('begins the map that the page requests: %s', async (_name, state, view) => {
  const { begun, requested } = await begunAndRequested(state, view);
  expect(begun).toEqual(requested);
});
