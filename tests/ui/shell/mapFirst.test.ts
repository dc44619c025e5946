import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { appStore } from '../../../src/state/store';
import { tensorKey } from '../../../src/tflite/weights/weightTensor';
import { mapFirst } from '../../../src/ui/shell/mapFirst';
import { generatedMap, generatedModel } from '../../../src/ui/shell/rehearsalModel';
import { defaultView } from '../../../src/views/matrixView';

let frames: (() => void)[];

function paint(): void {
  for (const run of frames.splice(0)) run();
  vi.advanceTimersByTime(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  vi.stubGlobal('cancelAnimationFrame', () => {});
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const model = generatedModel();
const ready = () => ({ map: { phase: 'ready', tensorMap: generatedMap(defaultView) } }) as const;

/** A store with listeners of components: of those that are rendered after a map, and of those that are rendered with it. */
function listenedStore() {
  const store = appStore();
  const [listener, withMap] = [vi.fn(), vi.fn()];
  mapFirst(store).afterMap.subscribe(listener);
  mapFirst(store).withMap.subscribe(withMap);
  return {
    store,
    listener,
    withMap,
    open(id = 0) {
      store.setState({ model: { ...model, id }, map: { phase: 'empty' } });
      store.setState({ selected: tensorKey(model.contents.tensors[0]), map: { phase: 'loading' } });
    },
  };
}

it('calls listeners at once while no map is expected', () => {
  const { store, listener } = listenedStore();
  const before = store.getState();
  store.setState({ opening: { name: 'a', loaded: 0, total: undefined } });
  expect(listener.mock.calls).toEqual([[store.getState(), before]]);
});

it('calls listeners of a model once, after the paint of its first map', () => {
  const { store, listener, open } = listenedStore();
  const before = store.getState();
  open();
  store.setState(ready());
  store.setState({ counting: { done: 0, total: 1 } });
  expect(listener).not.toHaveBeenCalled();
  paint();
  expect(listener.mock.calls).toEqual([[store.getState(), before]]);
});

it('calls listeners that are rendered with a map when it is drawn, before its paint', () => {
  const { store, withMap, open } = listenedStore();
  const before = store.getState();
  open();
  expect(withMap).not.toHaveBeenCalled();
  store.setState(ready());
  expect(withMap.mock.calls).toEqual([[store.getState(), before]]);
  paint();
  store.setState({ theme: 'dark' });
  expect(withMap.mock.lastCall?.[0]).toBe(store.getState());
});

it('waits from the choice of a local file on, and no longer once there is no map to wait for', () => {
  const opening = { name: 'a', loaded: 0, total: undefined };
  for (const isLocal of [true, false]) {
    const { store, listener, withMap } = listenedStore();
    store.setState({ opening: { ...opening, isLocal } });
    store.setState({ opening: { ...opening, loaded: 1, isLocal } });
    expect(listener).toHaveBeenCalledTimes(isLocal ? 0 : 2);
    store.setState({ opening: undefined });
    expect(listener).toHaveBeenCalledTimes(isLocal ? 1 : 3);
    expect(withMap).toHaveBeenCalledTimes(isLocal ? 1 : 3);
  }
});

it('waits for a file that follows a map that failed', () => {
  const { store, listener, open } = listenedStore();
  open();
  store.setState({ map: { phase: 'failed', message: '' } });
  listener.mockClear();
  store.setState({ opening: { name: 'a', loaded: 0, total: undefined, isLocal: true } });
  store.setState({ theme: 'dark' });
  expect(listener).not.toHaveBeenCalled();
});

it('waits once for file and map together', () => {
  const { store, listener, open } = listenedStore();
  store.setState({ opening: { name: 'a', loaded: 0, total: undefined, isLocal: true } });
  vi.advanceTimersByTime(60);
  open();
  vi.advanceTimersByTime(40);
  expect(listener).toHaveBeenCalledTimes(1);
});

it('does not wait longer for a map than people notice', () => {
  const { store, listener, open } = listenedStore();
  open();
  vi.advanceTimersByTime(99);
  expect(listener).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(listener).toHaveBeenCalledTimes(1);
  store.setState({ map: { phase: 'loading', share: 0.5 } });
  expect(listener).toHaveBeenCalledTimes(2);
});

it('does not wait if the map fails, or if there is none', () => {
  const { store, listener, open } = listenedStore();
  open();
  store.setState({ map: { phase: 'failed', message: '' } });
  expect(listener).toHaveBeenCalledTimes(1);
  store.setState({ model: { ...model, id: 1, contents: { ...model.contents, tensors: [] } } });
  expect(listener).toHaveBeenCalledTimes(2);
});

it('waits for the paint of a map that replaces another, as a threshold does', () => {
  const { store, listener, open } = listenedStore();
  open();
  store.setState(ready());
  paint();
  listener.mockClear();
  store.setState(ready());
  expect(listener).not.toHaveBeenCalled();
  paint();
  expect(listener).toHaveBeenCalledTimes(1);
});

it('calls listeners at once when a tensor is selected and when its map arrives, because they show that it is read', () => {
  const { store, listener, open } = listenedStore();
  open();
  store.setState(ready());
  paint();
  listener.mockClear();
  store.setState({ selected: tensorKey(model.contents.tensors[1]), map: { phase: 'loading' } });
  store.setState(ready());
  expect(listener).toHaveBeenCalledTimes(2);
});

it('calls no listener that has left', () => {
  const store = appStore();
  const listener = vi.fn();
  const leave = mapFirst(store).afterMap.subscribe(listener);
  leave();
  store.setState({ theme: 'dark' });
  expect(listener).not.toHaveBeenCalled();
});
