import { expect, it } from 'vitest';
import type { FileHandle } from '../../src/state/fileHandles';
import { type KeyValues, type RecentFile, recentFilesIn } from '../../src/state/recentFiles';

/** A store as a browser keeps it. Each tab has its own `recentFilesIn`. */
function fakeStore(stored?: unknown): KeyValues & { value(): unknown } {
  const values = new Map<string, unknown>(stored === undefined ? [] : [['recent-files', stored]]);
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
    value: () => values.get('recent-files'),
  };
}

/** A handle of a file. Handles of the same path are different objects, as in browsers. */
function handle(path: string): FileHandle {
  return {
    kind: 'file',
    name: path.replace(/^.*\//, ''),
    path,
    isSameEntry: async (other: { path: string }) => other.path === path,
  } as unknown as FileHandle;
}

const file = (path: string): RecentFile => [handle(path)];
const namesIn = ({ state }: ReturnType<typeof recentFilesIn>) => state.getState().files.map(([{ name }]) => name);

it('puts the latest file first, each once', async () => {
  const recent = recentFilesIn(fakeStore());
  for (const path of ['a/x', 'a/y', 'b/x', 'a/x']) await recent.remember(file(path));
  expect(namesIn(recent)).toEqual(['x', 'x', 'y']);
  expect(recent.state.getState().files.map(([model]) => (model as unknown as { path: string }).path)).toEqual([
    'a/x',
    'b/x',
    'a/y',
  ]);
});

it('keeps at most eight', async () => {
  const recent = recentFilesIn(fakeStore());
  await Promise.all(Array.from({ length: 12 }, (_, i) => recent.remember(file(`m${i}`))));
  expect(namesIn(recent)).toEqual(['m11', 'm10', 'm9', 'm8', 'm7', 'm6', 'm5', 'm4']);
});

it('reads what was stored before, and stores handles only', async () => {
  const store = fakeStore();
  const model = handle('a.tflite');
  const weights = handle('a.bin');
  await recentFilesIn(store).remember([model, weights]);
  expect(store.value()).toEqual({ isOn: true, files: [[model, weights]] });
  const next = recentFilesIn(store);
  await next.forget(file('other'));
  expect(next.state.getState().files).toEqual([[model, weights]]);
});

it('adds to what another tab stored in the meantime', async () => {
  const store = fakeStore();
  const [one, other] = [recentFilesIn(store), recentFilesIn(store)];
  await one.remember(file('a'));
  await other.remember(file('b'));
  expect(namesIn(other)).toEqual(['b', 'a']);
});

it('forgets a file, or all', async () => {
  const recent = recentFilesIn(fakeStore());
  for (const path of ['a', 'b', 'c']) await recent.remember(file(path));
  await recent.forget(file('b'));
  expect(namesIn(recent)).toEqual(['c', 'a']);
  await recent.clear();
  expect(namesIn(recent)).toEqual([]);
});

it('forgets all files when it is turned off, and remembers none until it is turned on', async () => {
  const store = fakeStore();
  const recent = recentFilesIn(store);
  await recent.remember(file('a'));
  await recent.turn(false);
  await recent.remember(file('b'));
  expect(store.value()).toEqual({ isOn: false, files: [] });
  await recent.turn(true);
  await recent.remember(file('c'));
  expect(namesIn(recent)).toEqual(['c']);
});

it.each([{ files: 3 }, 'text', null, { isOn: true, files: 'x' }])('ignores %j in the store', async (stored) => {
  const recent = recentFilesIn(fakeStore(stored));
  await recent.remember(file('a'));
  expect(namesIn(recent)).toEqual(['a']);
});

it('stays empty where the browser allows no storage', async () => {
  const refuse = async () => {
    throw new DOMException('storage is blocked', 'SecurityError');
  };
  const recent = recentFilesIn({ get: refuse, set: refuse });
  await recent.remember(file('a'));
  expect(recent.state.getState()).toEqual({ isOn: true, files: [] });
});
