import { beforeEach, describe, expect, it } from 'vitest';
import { decodeLink } from '../../src/link/link';
import type { Actions } from '../../src/state/actions';
import { followLink } from '../../src/state/followLink';
import type { AppStore } from '../../src/state/store';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import type { TensorMap } from '../../src/views/tensorMap';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const tensors = [weightTensor(1, 9), weightTensor(2, 3)];
const largeFile = 20e6; // bytes: only the tensor on screen is read
const window = { rowStart: 0, rowEnd: 2, columnStart: 1, columnEnd: 3 };

let store: AppStore;
let actions: Actions;
let desk: Awaited<ReturnType<typeof pageAtDesk>>['desk'];
let changes = 0;
beforeEach(async () => {
  ({ store, desk, actions } = await pageAtDesk());
  void actions.open(at('a'));
  (await desk.take('open a')).answer(desk.model('a', tensors, largeFile));
  (await desk.take('draw a 1')).answer(mapOf(tensors[0]));
  await expect.poll(() => store.getState().map.phase).toBe('ready');
  changes = 0;
  store.subscribe(() => changes++);
});

const mapOf = (tensor: WeightTensor) => ({ tensorMap: { tensor } as unknown as TensorMap, counts });
const requested = () => desk.waiting.map(({ what }) => what);

describe('a link to the open model', () => {
  it('requests one map when it changes pattern, view, threshold, tensor and engine at once', async () => {
    const link = decodeLink(
      'tensor=0:2&rows=0:2&columns=1:3&pattern=1,4&view=rows,transposed&threshold=0.5&color=density&engine=wasm',
    );
    const followed = followLink(link, store, actions);
    await atRest();
    expect(requested()).toEqual(['draw a 2']);
    expect(store.getState()).toMatchObject({
      selected: '0:2',
      window,
      pattern: { zeros: 1, of: 4 },
      view: link.view,
      threshold: 0.5,
      coloring: 'density',
      engine: { choice: 'wasm' },
      map: { phase: 'loading' },
    });
    (await desk.take('draw a 2')).answer(mapOf(tensors[1]));
    await followed;
    // With a threshold, the result of exact zeros is counted in addition.
    expect(requested()).toEqual(['count a 2']);
  });

  it('requests no map for another window or coloring of the same tensor', async () => {
    const before = store.getState().windowRequests;
    await followLink(decodeLink('tensor=0:1&rows=0:2&columns=1:3&color=density'), store, actions);
    expect(requested()).toEqual([]);
    expect(store.getState()).toMatchObject({ window, coloring: 'density', windowRequests: before + 1 });
  });

  it('is applied once the map is drawn, while the other tensors are counted', async () => {
    void actions.countAll();
    (await desk.take('count a 2')).answer(counts);
    const followed = followLink(decodeLink('pattern=1,2'), store, actions);
    (await desk.take('draw the pattern of a 1')).answer({ counts, patternMap: {} });
    await followed;
    await desk.take('count a 2');
  });

  it('keeps the view if the model does not have the tensor', async () => {
    await followLink(decodeLink('tensor=0:1&rows=0:2&columns=1:3'), store, actions);
    await followLink(decodeLink('tensor=0:9&rows=0:1&columns=0:1'), store, actions);
    expect(store.getState()).toMatchObject({ selected: '0:1', window });
  });

  it('keeps the blocks of its notes, which are blocks of its pattern', async () => {
    void followLink(decodeLink('pattern=1,2&note=0:1/b:3,1;;Why?'), store, actions);
    await atRest();
    expect(store.getState().notes).toMatchObject([{ anchor: { kind: 'block', row: 3, block: 1 } }]);
  });
});

it('ignores the map of the tensor before while a link chooses an engine', async () => {
  let choose = (): void => {};
  desk.session.chooseEngine = (choice) =>
    new Promise((resolve) => {
      choose = () => resolve({ choice, name: 'wasm', reason: 'for the test' });
    });
  void actions.applyView({ view: { layout: 'rows', transposed: true } });
  const drawing = await desk.take('draw a 1');
  void followLink(decodeLink('tensor=0:2&engine=wasm'), store, actions);
  drawing.answer(mapOf(tensors[0]));
  await atRest();
  expect(store.getState()).toMatchObject({ selected: '0:2', map: { phase: 'loading' } });
  choose();
  await desk.take('draw a 2');
  expect(requested()).toEqual([]);
});

it('changes the state once for all fields of a patch', () => {
  void actions.applyView({ tensor: '0:2', window, pattern: { zeros: 1, of: 2 }, coloring: 'density' });
  expect(requested()).toEqual(['draw a 2']);
  // The patch, and the results that start again.
  expect(changes).toBe(2);
});

it('removes a threshold that a patch names without a value, and keeps it otherwise', async () => {
  void actions.applyView({ threshold: 0.5 });
  void actions.applyView({ coloring: 'density' });
  expect(store.getState().threshold).toBe(0.5);
  void actions.applyView({ threshold: undefined });
  expect(store.getState().threshold).toBeUndefined();
});
