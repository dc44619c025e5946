import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelError } from '../../../src/modelError';
import type { ModelOrigin, Session } from '../../../src/session/session';
import type { Actions } from '../../../src/state/actions';
import { actionsOn } from '../../../src/state/actions';
import { type FileHandle, keepHandle } from '../../../src/state/fileHandles';
import { type AppStore, appStore } from '../../../src/state/store';
import { type VersionWatch, versionWatch } from '../../../src/state/watching/versionWatch';
import { defaultView, viewOf } from '../../../src/views/matrixView';
import type { TensorMap } from '../../../src/views/tensorMap';
import { atRest, counts, patientSession, weightTensor } from '../../support/patientSession';

const tensors = [weightTensor(1, 9), weightTensor(2, 3)];

let store: AppStore;
let actions: Actions;
let desk: ReturnType<typeof patientSession>;
let watch: VersionWatch;

/** A page with a session that opens files in the order of the requests. */
beforeEach(async () => {
  store = appStore();
  desk = patientSession();
  const session: Session = {
    ...desk.session,
    open: (origin, signal, onProgress) =>
      desk.session.open({ ...origin, address: labelOf(origin) } as ModelOrigin, signal, onProgress),
  };
  actions = actionsOn(store, session);
  await actions.chooseEngine('auto');
});

afterEach(() => watch.stop());

const labelOf = (origin: ModelOrigin) =>
  origin.kind === 'file' ? `${origin.file.name} ${origin.file.size}` : origin.kind;

/** A version of a file that has a handle. */
function version(size: number, name = 'a.tflite'): ModelOrigin & { readonly kind: 'file' } {
  const file = new File([new Uint8Array(size)], name, { lastModified: Date.UTC(2026, 0, 1) + size * 1000 });
  keepHandle(file, {} as FileHandle);
  return { kind: 'file', file };
}

const start = (keepsBytes?: number) => {
  watch = versionWatch(store, actions, keepsBytes);
};

const tensorMap = (index: number) => ({
  counts,
  tensorMap: { tensor: tensors[index], view: viewOf(tensors[index]!, defaultView) } as TensorMap,
});

/** Answers the questions about a model up to its counts. */
async function answerAll(name: string): Promise<void> {
  (await desk.take(`draw ${name} 1`)).answer(tensorMap(0));
  (await desk.take(`count ${name} 2`)).answer(counts);
  await atRest();
}

async function openFirst(origin: ModelOrigin): Promise<void> {
  void actions.open(origin);
  (await desk.take(`open ${labelOf(origin)}`)).answer(desk.model('first', tensors));
  await answerAll('first');
}

const follow = (
  from: ModelOrigin,
  to: Parameters<VersionWatch['follow']>[0] extends (o: never) => infer R ? R : never,
) => watch.follow((origin) => (origin === from ? to : undefined));

describe('a file that was written again', () => {
  it('is shown when it is complete, and the bytes of the version before can be compared', async () => {
    const [first, second] = [version(5), version(6)];
    start();
    await openFirst(first);
    const followed = follow(first, second);
    (await desk.take('open a.tflite 6')).answer(desk.model('second', tensors));
    const check = await desk.take('checkComplete');
    expect(store.getState().model?.origin).toBe(first);
    check.answer(undefined);
    await followed;
    expect(store.getState().model?.origin).toBe(second);
    expect(desk.closed).toEqual(['first']);
    expect(watch.state.getState().news).toMatchObject({ kind: 'changed', name: 'a.tflite' });
    const { earlier } = watch.state.getState();
    if (earlier?.kind !== 'file') throw new Error('the bytes were not kept');
    expect(earlier.file.size).toBe(5);
    expect(earlier.file.name).toMatch(/^a\.tflite \(\d\d:\d\d:\d\d\)$/);
    await answerAll('second');
    expect(store.getState().selected).toBe('0:1');
  });

  it('is not shown while it is not complete, and nothing else changes', async () => {
    const [first, second, third] = [version(5), version(6), version(7)];
    start();
    await openFirst(first);
    let followed = follow(first, second);
    (await desk.take('open a.tflite 6')).refuse(new ModelError('truncated', 'the file ends at byte 6'));
    await followed;
    expect(watch.state.getState().news).toEqual({ kind: 'incomplete', name: 'a.tflite' });
    followed = follow(first, third);
    (await desk.take('open a.tflite 7')).answer(desk.model('third', tensors));
    (await desk.take('checkComplete')).refuse(new ModelError('truncated', 'the file ends at byte 7'));
    await followed;
    expect(desk.closed).toEqual(['third']);
    const { model, problem, opening } = store.getState();
    expect({ origin: model?.origin, problem, opening }).toEqual({
      origin: first,
      problem: undefined,
      opening: undefined,
    });
    await follow(first, 'same');
    expect(watch.state.getState().news).toBeUndefined();
  });

  it('is reported with the reason if it is not a model', async () => {
    const [first, second] = [version(5), version(6)];
    start();
    await openFirst(first);
    const followed = follow(first, second);
    (await desk.take('open a.tflite 6')).refuse(new ModelError('not-tflite', 'this is a PNG image'));
    await followed;
    expect(watch.state.getState().news).toEqual({
      kind: 'unreadable',
      name: 'a.tflite',
      reason: 'This is a PNG image.',
    });
    expect(store.getState().model?.origin).toBe(first);
  });

  it('is compared by masks if it is larger than what is kept', async () => {
    const [first, second] = [version(50), version(60)];
    start(49);
    await openFirst(first);
    const masks = new Map([['0:1', new Uint8Array(5)]]);
    (await desk.take('packedMasks')).answer(masks);
    // The page asks for them, too.
    for (let times = 0; times < 2; times++) {
      (await desk.take('storedContents')).answer(store.getState().model!.contents);
    }
    await atRest();
    const followed = follow(first, second);
    (await desk.take('open a.tflite 60')).answer(desk.model('second', tensors));
    (await desk.take('checkComplete')).answer(undefined);
    await followed;
    expect(watch.state.getState().earlier).toMatchObject({
      kind: 'masks',
      contents: { name: expect.stringMatching(/^first \(/) },
      masks,
    });
  });

  it('has no version before if the file changed before it was kept', async () => {
    const [first, second] = [version(50), version(60)];
    start(49);
    await openFirst(first);
    (await desk.take('packedMasks')).refuse(new ModelError('changed', 'the file changed'));
    const followed = follow(first, second);
    (await desk.take('open a.tflite 60')).answer(desk.model('second', tensors));
    (await desk.take('checkComplete')).answer(undefined);
    await followed;
    expect(watch.state.getState()).toMatchObject({ news: { kind: 'changed' }, earlier: undefined });
  });

  it('is ignored if another model was opened meanwhile; news of the file before go', async () => {
    const [first, second, other] = [version(5), version(6), version(8, 'b.tflite')];
    start();
    await openFirst(first);
    await follow(first, 'gone');
    expect(watch.state.getState().news).toEqual({ kind: 'gone', name: 'a.tflite' });
    const followed = follow(first, second);
    const opened = await desk.take('open a.tflite 6');
    void actions.open(other);
    (await desk.take('open b.tflite 8')).answer(desk.model('other', tensors));
    await answerAll('other');
    opened.answer(desk.model('second', tensors));
    (await desk.take('checkComplete')).answer(undefined);
    await followed;
    expect(store.getState().model?.origin).toBe(other);
    expect(desk.closed).toEqual(['first', 'second']);
    expect(watch.state.getState().news).toBeUndefined();
  });

  it('is compared again if it is the second model', async () => {
    const [first, second, third] = [version(5), version(6, 'b.tflite'), version(7, 'b.tflite')];
    start();
    await openFirst(first);
    void actions.compareWith(second);
    (await desk.take('open b.tflite 6')).answer(desk.model('compared', tensors));
    await atRest();
    const followed = follow(second, third);
    (await desk.take('open b.tflite 7')).answer(desk.model('checked', tensors));
    (await desk.take('checkComplete')).answer(undefined);
    await followed;
    (await desk.take('open b.tflite 7')).answer(desk.model('again', tensors));
    await atRest();
    const { model, comparison } = store.getState();
    expect([model?.origin, comparison?.origin]).toEqual([first, third]);
    expect(watch.state.getState()).toMatchObject({ news: { kind: 'changed', name: 'b.tflite' }, earlier: undefined });
  });
});

it('goes on after an internal error, which is reported', async () => {
  const reported = vi.fn();
  vi.stubGlobal('reportError', reported);
  const first = version(5);
  start();
  await openFirst(first);
  const error = new Error('a bug');
  await watch.follow(() => {
    throw error;
  });
  expect(reported.mock.calls).toEqual([[error]]);
  await follow(first, 'gone');
  expect(watch.state.getState().news).toEqual({ kind: 'gone', name: 'a.tflite' });
  vi.unstubAllGlobals();
});
