import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeLink } from '../../src/link/link';
import { ModelError } from '../../src/modelError';
import type { ComparedCounts } from '../../src/sparsity/comparison';
import { type Pattern, twoOfFour } from '../../src/sparsity/pattern';
import type { Actions } from '../../src/state/actions';
import { followLink, openLink } from '../../src/state/followLink';
import { linkOf } from '../../src/state/stateLink';
import type { AppStore } from '../../src/state/store';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { defaultView, viewOf } from '../../src/views/matrixView';
import type { TensorMap } from '../../src/views/tensorMap';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const tensors = [weightTensor(1, 9), weightTensor(2, 3), weightTensor(3, 2)];
const largeFile = 20e6; // bytes

let store: AppStore;
let actions: Actions;
let desk: Awaited<ReturnType<typeof pageAtDesk>>['desk'];
beforeEach(async () => {
  ({ store, desk, actions } = await pageAtDesk());
});

afterEach(() => void vi.unstubAllGlobals());

const tensorMapOf = (matrix: WeightTensor) => ({
  counts,
  tensorMap: { tensor: matrix, view: viewOf(matrix, defaultView) } as TensorMap,
});

function compared(kept: number, pattern: Pattern = twoOfFour): ComparedCounts {
  const judged = { nonzeros: 1, blocks: 1, conformingBlocks: 1 };
  return { pattern, changes: { kept, added: 0, lost: 0 }, before: judged, after: judged };
}

const comparedMap = (kept: number, pattern?: Pattern) => ({
  counts: compared(kept, pattern),
  map: { changes: { kept, added: 0, lost: 0 } },
});

/** Lets a pair of addresses be opened up to the first map. */
async function openPair(byteLength?: number): Promise<void> {
  void actions.open(at('a'), {}, at('b'));
  (await desk.take('open a')).answer(desk.model('a', tensors, byteLength));
  (await desk.take('draw a 1')).answer(tensorMapOf(tensors[0]));
}

async function openBoth(byteLength?: number): Promise<void> {
  await openPair(byteLength);
  (await desk.take('open b')).answer(desk.model('b', tensors));
}

const requested = () => desk.waiting.map(({ what }) => what);
const keptOf = (tensor: string) => {
  const result = store.getState().comparison?.results.get(tensor);
  return result?.phase === 'done' ? result.changes.kept : undefined;
};

describe('the second of two models', () => {
  it('opens after the first map, while the other tensors of the first are read', async () => {
    void actions.open(at('a'), {}, at('b'));
    (await desk.take('open a')).answer(desk.model('a', tensors));
    const drawing = await desk.take('draw a 1');
    // The legend has its final height before the second model is open.
    expect(store.getState()).toMatchObject({ compareNext: at('b'), coloring: 'compare' });
    await atRest();
    expect(requested()).toEqual([]);
    drawing.answer(tensorMapOf(tensors[0]));
    await desk.take('open b');
    expect(requested()).toContain('count a 3');
  });

  it('is in the link from the start', async () => {
    await openPair();
    await desk.take('open b');
    vi.stubGlobal('document', { baseURI: 'https://host/' });
    expect(linkOf(store.getState()).compare).toBe('b');
  });

  it('keeps the coloring of its link, also if it is the default of one model', async () => {
    const [a, b] = ['https://page.invalid/a', 'https://page.invalid/b'];
    void openLink(decodeLink(`model=${a}&compare=${b}&color=nonzero`), actions);
    (await desk.take(`open ${a}`)).answer(desk.model('a', tensors));
    (await desk.take('draw a 1')).answer(tensorMapOf(tensors[0]));
    (await desk.take(`open ${b}`)).answer(desk.model('b', tensors));
    await expect.poll(() => store.getState().comparison).toBeDefined();
    expect(store.getState().coloring).toBe('nonzero');
    expect(linkOf(store.getState())).toMatchObject({ compare: 'b', color: 'nonzero' });
    void followLink(decodeLink(`model=${a}&compare=https://page.invalid/c&color=nonzero`), store, actions);
    (await desk.take('open https://page.invalid/c')).answer(desk.model('c', tensors));
    await expect.poll(() => store.getState().comparison?.model.contents.name).toBe('c');
    expect(store.getState().coloring).toBe('nonzero');
  });

  it('that cannot be opened leaves the first, without the coloring of a comparison', async () => {
    await openPair();
    (await desk.take('open b')).refuse(new ModelError('not-tflite', 'this is text'));
    await expect.poll(() => store.getState().problem?.message).toBe('This is text.');
    expect(store.getState()).toMatchObject({ compareNext: undefined, comparison: undefined, coloring: 'nonzero' });
    expect(store.getState().map.phase).toBe('ready');
  });

  it('that is canceled leaves the previous comparison', async () => {
    await openBoth();
    await expect.poll(() => store.getState().comparison?.model.contents.name).toBe('b');
    void actions.compareWith(at('c'));
    const opening = await desk.take('open c');
    actions.cancelOpening();
    opening.refuse(new ModelError('cancelled', ''));
    await expect.poll(() => store.getState().compareNext).toBeUndefined();
    expect(store.getState().comparison?.model.contents.name).toBe('b');
  });

  it('is not compared if another model was opened in the meantime', async () => {
    await openPair();
    const second = await desk.take('open b');
    void actions.open(at('z'));
    (await desk.take('open z')).answer(desk.model('z', tensors));
    second.answer(desk.model('b', tensors));
    await expect.poll(() => desk.closed).toContain('b');
    expect(store.getState()).toMatchObject({ compareNext: undefined, comparison: undefined });
  });
});

it('a comparison sets its coloring, unless another one was chosen, and resets it at its end', async () => {
  await openBoth();
  (await desk.take('draw a against b 1')).answer(comparedMap(11));
  expect(store.getState().coloring).toBe('compare');
  actions.stopComparing();
  expect(store.getState()).toMatchObject({ comparison: undefined, coloring: 'nonzero' });
  actions.chooseColoring('density');
  void actions.compareWith(at('c'));
  (await desk.take('open c')).answer(desk.model('c', tensors));
  await expect.poll(() => store.getState().comparison?.model.contents.name).toBe('c');
  expect(store.getState().coloring).toBe('density');
});

it('reports that there is nothing to compare, without the coloring of a comparison', async () => {
  await openPair();
  (await desk.take('open b')).answer(desk.model('b', [weightTensor(1, 5)]));
  await expect.poll(() => store.getState().problem?.message).toContain('nothing to compare');
  expect(store.getState().coloring).toBe('nonzero');
});

describe('pairs', () => {
  it('are compared with the one on screen first, which is read once for map and counts', async () => {
    await openBoth();
    const drawing = await desk.take('draw a against b 1');
    await atRest();
    expect(requested().filter((what) => what.startsWith('compare'))).toEqual([]);
    drawing.answer(comparedMap(11));
    (await desk.take('compare a with b 2')).answer(compared(22));
    (await desk.take('compare a with b 3')).refuse(new ModelError('truncated', 'too short'));
    await expect.poll(() => store.getState().comparison?.results.size).toBe(3);
    expect([keptOf('0:1'), keptOf('0:2')]).toEqual([11, 22]);
    expect(store.getState().comparison?.results.get('0:3')).toEqual({ phase: 'failed', message: 'too short' });
    expect(store.getState().comparison?.shown?.compared.changes.kept).toBe(11);
  });

  it('of a large model from a URL are compared on request, but for the one on screen', async () => {
    await openBoth(largeFile);
    (await desk.take('draw a against b 1')).answer(comparedMap(11));
    await expect.poll(() => keptOf('0:1')).toBe(11);
    await atRest();
    expect(store.getState().comparison?.unread).toBe(true);
    expect(requested()).toEqual([]);

    void actions.select('0:2');
    (await desk.take('draw a 2')).answer(tensorMapOf(tensors[1]));
    (await desk.take('draw a against b 2')).answer(comparedMap(22));
    await expect.poll(() => keptOf('0:2')).toBe(22);
    await atRest();
    expect(requested()).toEqual([]);

    void actions.compareAll();
    (await desk.take('compare a with b 3')).answer(compared(33));
    await expect.poll(() => keptOf('0:3')).toBe(33);
    expect(requested()).toEqual([]);
  });

  it('can be stopped and continued', async () => {
    await openBoth();
    (await desk.take('draw a against b 1')).answer(comparedMap(11));
    const second = await desk.take('compare a with b 2');
    actions.stopComparingAll();
    expect(second.signal.aborted).toBe(true);
    second.refuse(new ModelError('cancelled', ''));
    await atRest();
    expect(store.getState().comparison?.results.has('0:2')).toBe(false);
    expect(requested().filter((what) => what.startsWith('compare'))).toEqual([]);
    void actions.compareAll();
    await desk.take('compare a with b 2');
  });

  it('pause for a tensor that is selected, and continue after it', async () => {
    await openBoth();
    (await desk.take('draw a against b 1')).answer(comparedMap(11));
    const second = await desk.take('compare a with b 2');
    void actions.select('0:3');
    expect(second.signal.aborted).toBe(true);
    expect(store.getState().comparison?.shown).toBeUndefined();
    second.refuse(new ModelError('cancelled', ''));
    (await desk.take('draw a 3')).answer(tensorMapOf(tensors[2]));
    (await desk.take('draw a against b 3')).answer(comparedMap(33));
    await desk.take('compare a with b 2');
  });

  it('are judged again by another pattern, and keep their changes until then', async () => {
    await openBoth(largeFile);
    (await desk.take('draw a against b 1')).answer(comparedMap(11));
    await expect.poll(() => keptOf('0:1')).toBe(11);
    const pattern = { zeros: 1, of: 4 };
    void actions.choosePattern(pattern);
    (await desk.take('draw the pattern of a 1')).answer({ counts, patternMap: {} });
    const again = await desk.take('compare a with b 1');
    expect(keptOf('0:1')).toBe(11);
    expect(store.getState().comparison?.shown?.compared.changes.kept).toBe(11);
    again.answer(compared(11, pattern));
    await expect.poll(() => store.getState().comparison?.results.get('0:1')).toMatchObject({ pattern });
    await atRest();
    expect(requested()).toEqual([]);
  });
});
