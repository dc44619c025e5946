import { beforeEach, describe, expect, it } from 'vitest';
import { decodeLink } from '../../src/link/link';
import { ModelError } from '../../src/modelError';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { Actions } from '../../src/state/actions';
import { followLink, openLink } from '../../src/state/followLink';
import type { AppStore } from '../../src/state/store';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { defaultView, viewOf } from '../../src/views/matrixView';
import type { TensorMap } from '../../src/views/tensorMap';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const tensors = [weightTensor(1, 9), weightTensor(2, 3)];
const largeFile = 20e6; // bytes: only the tensor on screen is read

let store: AppStore;
let actions: Actions;
let desk: Awaited<ReturnType<typeof pageAtDesk>>['desk'];
beforeEach(async () => {
  ({ store, desk, actions } = await pageAtDesk({ asksForLinks: false }));
});

const mapOf = (matrix: WeightTensor) => ({
  counts,
  tensorMap: { tensor: matrix, view: viewOf(matrix, defaultView) } as TensorMap,
});
const a = 'http://models.test/a';
const b = 'http://models.test/b';
const c = 'http://models.test/c';
const link = (model: string, more = '') => decodeLink(`model=${encodeURIComponent(model)}${more}`);
const requested = () => desk.waiting.map(({ what }) => what);
const openName = () => store.getState().model?.contents.name;

async function answerOpen(address: string): Promise<void> {
  (await desk.take(`open ${address}`)).answer(desk.model(address, tensors, largeFile));
}

describe('of two requests, the later one is shown', () => {
  it('the comparison of a link does not take the turn of the next link', async () => {
    void followLink(link(a, `&compare=${b}`), store, actions);
    await answerOpen(a);
    const first = await desk.take(`draw ${a} 1`);
    void followLink(link(c), store, actions);
    // The map of the first link is ready while the model of the second opens.
    first.answer(mapOf(tensors[0]));
    await atRest();
    expect(requested()).not.toContain(`open ${b}`);
    await answerOpen(c);
    await desk.take(`draw ${c} 1`);
    expect(openName()).toBe(c);
    expect(store.getState().comparison).toBeUndefined();
  });

  it('a comparison with the open model that a link asks for, and another model then', async () => {
    await openDrawn(a);
    void followLink(link(a, `&compare=${b}&pattern=1,2`), store, actions);
    const map = await desk.take(`draw the pattern of ${a} 1`);
    void followLink(link(c), store, actions);
    map.answer({ counts, patternMap: {} });
    await answerOpen(c);
    await desk.take(`draw ${c} 1`);
    expect(requested()).not.toContain(`open ${b}`);
    expect(openName()).toBe(c);
  });

  it('a link to the open model ends the opening of another', async () => {
    await openDrawn(a);
    void followLink(link(b), store, actions);
    const opening = await desk.take(`open ${b}`);
    void followLink(link(a), store, actions);
    expect(store.getState().opening).toBeUndefined();
    expect(opening.signal.aborted).toBe(true);
    opening.answer(desk.model(b, tensors, largeFile));
    await atRest();
    expect(openName()).toBe(a);
    expect(desk.closed).toEqual([b]);
  });

  it('a comparison that the reader asks for while the first map is drawn replaces that of the link', async () => {
    void openLink(link(a, `&compare=${b}`), actions);
    await answerOpen(a);
    const first = await desk.take(`draw ${a} 1`);
    void actions.compareWith(at(c));
    first.answer(mapOf(tensors[0]));
    await answerOpen(c);
    await expect.poll(() => store.getState().comparison?.model.contents.name).toBe(c);
    expect(requested()).not.toContain(`open ${b}`);
  });

  it('any order of links and answers ends at the last link', async () => {
    const addresses = [a, b, c];
    for (let seed = 0; seed < 200; seed++) {
      ({ store, desk, actions } = await pageAtDesk({ asksForLinks: false }));
      const next = drawOf(seed);
      let last = '';
      let compared: string | undefined;
      for (let step = 0; step < 12; step++) {
        if (next(2) === 0 || step === 0) {
          last = addresses[next(3)]!;
          compared = next(2) === 0 ? addresses[next(3)]! : undefined;
          void followLink(link(last, compared ? `&compare=${compared}` : ''), store, actions);
        } else answerOne(next(desk.waiting.length || 1));
        if (next(2) === 0) await atRest();
      }
      for (let rest = 0; rest < 40; rest++) {
        answerOne(0);
        await atRest();
      }
      expect(openName(), `seed ${seed}`).toBe(last);
      expect(store.getState().comparison?.model.contents.name, `seed ${seed}`).toBe(compared);
      expect(store.getState().opening, `seed ${seed}`).toBeUndefined();
    }
  });
});

/** Answers one of the questions that wait, as the worker would: with `cancelled` after an abort. */
function answerOne(index: number): void {
  const [question] = desk.waiting.splice(index, 1);
  if (!question) return;
  const { what, signal, answer, refuse } = question;
  if (signal.aborted) refuse(new ModelError('cancelled', 'canceled'));
  else if (what.startsWith('open')) answer(desk.model(what.slice('open '.length), tensors, largeFile));
  else if (what.startsWith('draw') && what.includes('against')) {
    answer({ counts: { pattern: twoOfFour, changes: {}, before: counts, after: counts }, map: {} });
  } else if (what.startsWith('draw the pattern')) answer({ counts, patternMap: {} });
  else if (what.startsWith('draw')) answer(mapOf(tensors[Number(what.at(-1)) - 1]!));
  else refuse(new ModelError('network', 'not in this test'));
}

/** Pseudorandom integers below a limit. */
function drawOf(seed: number) {
  let state = seed * 2654435761 + 1;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) % below;
  };
}

async function openDrawn(address: string): Promise<void> {
  void actions.open(at(address));
  await answerOpen(address);
  (await desk.take(`draw ${address} 1`)).answer(mapOf(tensors[0]));
  await expect.poll(() => store.getState().map.phase).toBe('ready');
}

describe('after a failure that can pass', () => {
  const busy = new ModelError('network', 'a returned 503; expected a model. Try again later.', true);

  it('the same request can be repeated, with the view and the comparison of its link', async () => {
    void openLink(link(a, `&tensor=0:2&pattern=1,4&compare=${b}`), actions);
    (await desk.take(`open ${a}`)).refuse(busy);
    await expect.poll(() => store.getState().retry).toBeDefined();
    expect(store.getState().retry?.problem).toBe(store.getState().problem);
    actions.retry();
    expect(store.getState()).toMatchObject({ problem: undefined, retry: undefined });
    await answerOpen(a);
    (await desk.take(`draw ${a} 2`)).answer(mapOf(tensors[1]));
    expect(store.getState()).toMatchObject({ selected: '0:2', pattern: { zeros: 1, of: 4 } });
    await desk.take(`open ${b}`);
  });

  it('a comparison can be repeated', async () => {
    await openDrawn(a);
    void actions.compareWith(at(b));
    (await desk.take(`open ${b}`)).refuse(busy);
    await expect.poll(() => store.getState().retry).toBeDefined();
    actions.retry();
    await answerOpen(b);
    await expect.poll(() => store.getState().comparison?.model.contents.name).toBe(b);
  });

  it('an error that does not pass cannot, and a later problem has no retry of an earlier one', async () => {
    void actions.open(at(a));
    (await desk.take(`open ${a}`)).refuse(new ModelError('not-found', 'returned 404'));
    await expect.poll(() => store.getState().problem).toBeDefined();
    expect(store.getState().retry).toBeUndefined();
    void actions.open(at(b));
    (await desk.take(`open ${b}`)).refuse(busy);
    await expect.poll(() => store.getState().retry).toBeDefined();
    actions.report({ title: 'c', message: 'Something else.' });
    actions.retry();
    await atRest();
    expect(requested()).toEqual([]);
  });

  it('a map can be read again; a model that has changed is opened again', async () => {
    await openDrawn(a);
    void actions.select('0:2');
    (await desk.take(`draw ${a} 2`)).refuse(busy);
    await expect.poll(() => store.getState().map).toMatchObject({ phase: 'failed', again: 'read' });
    actions.retryMap();
    (await desk.take(`draw ${a} 2`)).refuse(new ModelError('changed', 'it changed', true));
    await expect.poll(() => store.getState().map).toMatchObject({ phase: 'failed', again: 'open' });
    actions.retryMap();
    await answerOpen(a);
    (await desk.take(`draw ${a} 2`)).refuse(new ModelError('bad-shape', 'no shape'));
    await expect.poll(() => store.getState().map).toMatchObject({ phase: 'failed', again: undefined });
  });
});

describe('a server that sends nothing', () => {
  it('what waits for it can be stopped', async () => {
    void actions.open(at(a));
    const opening = await desk.take(`open ${a}`);
    actions.stopWaiting();
    expect(opening.signal.aborted).toBe(true);
    expect(store.getState()).toMatchObject({ opening: undefined, wait: undefined });
    await openDrawn(b);
    void actions.countAll();
    const counting = await desk.take(`count ${b} 2`);
    actions.stopWaiting();
    expect(counting.signal.aborted).toBe(true);
    expect(store.getState().counting).toBeUndefined();
    void actions.select('0:2');
    const drawing = await desk.take(`draw ${b} 2`);
    actions.stopWaiting();
    expect(drawing.signal.aborted).toBe(true);
    expect(store.getState().map).toMatchObject({ phase: 'failed', message: /canceled/, again: 'read' });
  });
});
