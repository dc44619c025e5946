import { beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeLink } from '../../src/link/link';
import type { Actions } from '../../src/state/actions';
import { actionsOn } from '../../src/state/actions';
import { followLink, openLink } from '../../src/state/followLink';
import { type AppStore, appStore } from '../../src/state/store';
import type { TensorMap } from '../../src/views/tensorMap';
import { atRest, counts, patientSession, weightTensor } from '../support/patientSession';

const tensors = [weightTensor(1, 9)];
const largeFile = 20e6;

let store: AppStore;
let desk: ReturnType<typeof patientSession>;
let actions: Actions;
let stored: Map<string, string>;

/** A page in the same tab. */
async function newPage(asksForLinks = true): Promise<void> {
  store = appStore();
  desk = patientSession();
  actions = actionsOn(store, desk.session, { asksForLinks });
  await actions.chooseEngine('auto');
}

beforeEach(async () => {
  stored = new Map();
  vi.stubGlobal('document', { baseURI: 'https://page.example/app/' });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  });
  await newPage();
  return () => vi.unstubAllGlobals();
});

const requested = () => desk.waiting.map(({ what }) => what);
const asked = () => store.getState().linkQuestion?.host;
const follow = (fragment: string) => void openLink(decodeLink(fragment), actions);

async function answerOpen(address: string): Promise<void> {
  (await desk.take(`open ${address}`)).answer(desk.model(address, tensors, largeFile));
  const tensorMap = { tensor: tensors[0] } as unknown as TensorMap;
  (await desk.take(`draw ${address} 1`)).answer({ tensorMap, counts });
  await expect.poll(() => store.getState().map.phase).toBe('ready');
}

describe('a link', () => {
  it.each(['samples/a.tflite', '/b.tflite', 'https://page.example/c.tflite'])('loads %s at once', async (address) => {
    follow(`model=${address}`);
    // Before anything is awaited: the request must not wait for the page.
    expect(requested()).toHaveLength(1);
    expect(asked()).toBeUndefined();
  });

  it.each([
    ['https://models.example/a.tflite', 'models.example'],
    ['https://page.example:8443/a.tflite', 'page.example:8443'],
    ['http://page.example/a.tflite', 'page.example'],
    ['//other.example/a.tflite', 'other.example'],
    ['https://user:secret@models.example/a.tflite', 'models.example'],
    ['https://github.com/o/r/blob/main/a.tflite', 'raw.githubusercontent.com'],
  ])('asks before it loads %s', async (address, host) => {
    follow(`model=${address}`);
    await expect.poll(asked).toBe(host);
    expect(store.getState().linkQuestion?.address).not.toContain('secret');
    expect(requested()).toEqual([]);
    actions.answerLinkQuestion(true);
    await expect.poll(() => requested().length).toBe(1);
    expect(asked()).toBeUndefined();
  });

  it('that is refused leaves what is open', async () => {
    void actions.open({ kind: 'address', address: 'https://page.example/own.tflite' });
    await answerOpen('https://page.example/own.tflite');
    void followLink(decodeLink('model=https://models.example/a.tflite'), store, actions);
    await expect.poll(asked).toBe('models.example');
    actions.answerLinkQuestion(false);
    await atRest();
    expect(requested()).toEqual([]);
    expect(store.getState().model?.contents.name).toBe('https://page.example/own.tflite');
  });

  it('asks once for a public host in a visit', async () => {
    follow('model=https://models.example/a.tflite');
    await expect.poll(asked).toBe('models.example');
    actions.answerLinkQuestion(true);
    await desk.take('open https://models.example/a.tflite');
    await newPage();
    follow('model=https://models.example/b.tflite');
    await desk.take('open https://models.example/b.tflite');
    follow('model=https://models.example:444/b.tflite');
    await expect.poll(asked).toBe('models.example:444');
  });

  it('asks each time for this computer and its network', async () => {
    for (const host of ['localhost:8080', '192.168.0.2', 'localhost:8080']) {
      follow(`model=http://${host}/a.tflite`);
      await expect.poll(asked).toBe(host);
      expect(store.getState().linkQuestion?.isPrivate).toBe(true);
      actions.answerLinkQuestion(true);
      await desk.take(`open http://${host}/a.tflite`);
    }
  });

  it('asks about the model to compare with after the first map', async () => {
    follow('model=own.tflite&compare=https://models.example/b.tflite');
    await answerOpen('https://page.example/app/own.tflite');
    await expect.poll(asked).toBe('models.example');
    expect(requested()).toEqual([]);
    actions.answerLinkQuestion(false);
    await expect.poll(() => store.getState().compareNext).toBeUndefined();
    expect(store.getState().coloring).toBe('nonzero');
    void followLink(decodeLink('model=own.tflite&compare=https://models.example/b.tflite'), store, actions);
    await expect.poll(asked).toBe('models.example');
    actions.answerLinkQuestion(true);
    await desk.take('open https://models.example/b.tflite');
  });

  it('is replaced by the next one, and by a model that the reader opens', async () => {
    follow('model=https://a.example/a.tflite');
    await expect.poll(asked).toBe('a.example');
    follow('model=https://b.example/b.tflite');
    await expect.poll(asked).toBe('b.example');
    void actions.open({ kind: 'address', address: 'https://c.example/c.tflite' });
    await desk.take('open https://c.example/c.tflite');
    expect(asked()).toBeUndefined();
    actions.answerLinkQuestion(true);
    await atRest();
    expect(requested()).toEqual([]);
  });

  it('in a frame loads what the page around it chose', async () => {
    await newPage(false);
    follow('model=http://localhost/a.tflite');
    expect(requested()).toEqual(['open http://localhost/a.tflite']);
    expect(stored.size).toBe(0);
  });

  it('asks where the page has no storage', async () => {
    vi.stubGlobal('sessionStorage', undefined);
    follow('model=https://models.example/a.tflite');
    await expect.poll(asked).toBe('models.example');
    actions.answerLinkQuestion(true);
    await desk.take('open https://models.example/a.tflite');
  });
});

describe('what the reader enters', () => {
  it.each(['https://models.example/a.tflite', 'http://localhost/a.tflite'])(
    '%s is never asked about',
    async (address) => {
      void actions.open({ kind: 'address', address });
      expect(requested()).toEqual([`open ${address}`]);
      // Going back to it in the history.
      follow(`model=${address}`);
      await atRest();
      expect(asked()).toBeUndefined();
      expect(requested()).toContain(`open ${address}`);
    },
  );

  it('is allowed after a reload, unless it is in the network of the reader', async () => {
    void actions.open({ kind: 'address', address: 'https://models.example/a.tflite' });
    void actions.open({ kind: 'address', address: 'http://localhost/a.tflite' });
    await newPage();
    follow('model=https://models.example/a.tflite');
    await desk.take('open https://models.example/a.tflite');
    follow('model=http://localhost/a.tflite');
    await expect.poll(asked).toBe('localhost');
  });
});
