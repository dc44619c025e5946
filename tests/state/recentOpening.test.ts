import { expect, it } from 'vitest';
import { type FileHandle, handleOf, keepHandlesOfDrop } from '../../src/state/fileHandles';
import { openRecent } from '../../src/state/recentOpening';
import { recordedActions } from '../support/recordedActions';

type Behavior = { readonly before?: PermissionState; readonly answer?: PermissionState; readonly isGone?: boolean };

function fakeHandle(name: string, { before = 'prompt', answer = 'granted', isGone = false }: Behavior = {}) {
  const file = new File([], name);
  const requests: string[] = [];
  const handle = {
    kind: 'file',
    name,
    queryPermission: async () => before,
    requestPermission: async ({ mode }: { mode: string }) => {
      requests.push(mode);
      return answer;
    },
    getFile: async () => {
      if (isGone) throw new DOMException('gone', 'NotFoundError');
      return file;
    },
  } as unknown as FileHandle;
  return { handle, file, requests };
}

it('asks for permission to read, and opens the file with its member and its handle', async () => {
  const { handle, file, requests } = fakeHandle('a.task');
  const { actions, asked } = recordedActions();
  expect(await openRecent([handle], actions, 'a.task/b.tflite')).toBe(true);
  expect(requests).toEqual(['read']);
  expect(asked).toEqual([['open', { kind: 'file', file, companions: [], member: 'a.task/b.tflite' }]]);
  expect(await handleOf(file)).toBe(handle);
});

it('does not ask if it is allowed already', async () => {
  const { handle, requests } = fakeHandle('a.tflite', { before: 'granted' });
  await openRecent([handle], recordedActions().actions);
  expect(requests).toEqual([]);
});

it('opens the files with it that can be read', async () => {
  const model = fakeHandle('a.tflite');
  const weights = fakeHandle('a.bin');
  const gone = fakeHandle('b.bin', { isGone: true });
  const refused = fakeHandle('c.bin', { answer: 'denied' });
  const { actions, asked } = recordedActions();
  await openRecent([model.handle, gone.handle, refused.handle, weights.handle], actions);
  expect(asked).toEqual([['open', { kind: 'file', file: model.file, companions: [weights.file] }]]);
});

it('reports a refusal, and keeps the file', async () => {
  const { handle } = fakeHandle('a.tflite', { answer: 'denied' });
  const { actions, asked } = recordedActions();
  expect(await openRecent([handle], actions)).toBe(true);
  expect(asked).toMatchObject([['report', { title: 'a.tflite', message: expect.stringMatching(/does not allow/) }]]);
});

it('reports a file that is gone', async () => {
  const { handle } = fakeHandle('a.tflite', { isGone: true });
  const { actions, asked } = recordedActions();
  expect(await openRecent([handle], actions)).toBe(false);
  expect(asked).toMatchObject([['report', { title: 'a.tflite', message: expect.stringMatching(/moved/) }]]);
});

it('keeps the handles of a drop: of its files, in order', async () => {
  const { handle, file } = fakeHandle('a.tflite');
  const [without, refused] = [new File([], 'b'), new File([], 'c')];
  keepHandlesOfDrop(
    [
      { kind: 'string' },
      { kind: 'file', getAsFileSystemHandle: async () => null },
      { kind: 'file', getAsFileSystemHandle: async () => handle },
      { kind: 'file', getAsFileSystemHandle: () => Promise.reject(new DOMException('refused')) },
    ],
    [without, file, refused],
  );
  expect(await Promise.all([without, file, refused].map(handleOf))).toEqual([undefined, handle, undefined]);
});
