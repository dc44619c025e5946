import { beforeEach, describe, expect, it } from 'vitest';
import { decodeLink } from '../../src/link/link';
import { pageBase } from '../../src/link/linkBase';
import { ModelError } from '../../src/modelError';
import type { ModelOrigin, SessionModel } from '../../src/session/session';
import type { Actions } from '../../src/state/actions';
import type { AppStore } from '../../src/state/store';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import type { TensorMap } from '../../src/views/tensorMap';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const drawn = (name: string) => ({ tensorMap: { name } as unknown as TensorMap, counts });

let store: AppStore;
let actions: Actions;
let desk: Awaited<ReturnType<typeof pageAtDesk>>['desk'];
beforeEach(async () => {
  ({ store, desk, actions } = await pageAtDesk());
});

/** Opens a model and answers its first map. */
async function openDrawn(name: string, tensors: WeightTensor[], byteLength?: number): Promise<void> {
  void actions.open(at(name));
  (await desk.take(`open ${name}`)).answer(desk.model(name, tensors, byteLength));
  const largest = tensors.toSorted((a, b) => b.rowCount - a.rowCount)[0];
  (await desk.take(`draw ${name} ${largest.tensor}`)).answer(drawn(name));
  await expect.poll(() => store.getState().map.phase).toBe('ready');
}

describe('opening', () => {
  it('shows the convolution or dense tensor with the most elements first', async () => {
    void actions.open(at('a'));
    const tensors = [weightTensor(1, 2), weightTensor(2, 8), weightTensor(3, 99, 'DEPTHWISE_CONV_2D')];
    (await desk.take('open a')).answer(desk.model('a', tensors));
    await desk.take('draw a 2');
    expect(store.getState().selected).toBe('0:2');
  });

  it('finds the tensor of a link by its name if its index changed', async () => {
    void actions.open(at('a'), { tensor: '0:1', tensorName: 'weights 2' });
    (await desk.take('open a')).answer(desk.model('a', [weightTensor(1, 9), weightTensor(2, 3)]));
    await desk.take('draw a 2');
  });

  it('reads the structure of the tensor on screen once, after its map', async () => {
    await openDrawn('a', [weightTensor(1, 2), weightTensor(2, 8)]);
    await expect.poll(() => store.getState().structure?.kind).toBe('dense');
    void actions.choosePattern({ zeros: 1, of: 2 });
    (await desk.take('draw the pattern of a 2')).answer({ counts, patternMap: {} });
    await expect.poll(() => store.getState().map.phase).toBe('ready');
    expect(desk.described).toEqual(['a 2']);
    void actions.select('0:1');
    expect(store.getState().structure).toBeUndefined();
  });

  it('adds the status to the counts of the tensor on screen, and keeps it under a threshold', async () => {
    const statusOnScreen = () => {
      const result = store.getState().results.get('0:2');
      return result?.phase === 'done' ? result.counts.status : result?.phase;
    };
    await openDrawn('a', [weightTensor(1, 2), weightTensor(2, 8)]);
    await expect.poll(statusOnScreen).toBe('conforms');
    void actions.choosePattern({ zeros: 1, of: 8 });
    (await desk.take('draw the pattern of a 2')).answer({ counts, patternMap: {} });
    await expect.poll(statusOnScreen).toBe('too-short');
    void actions.moveThreshold(0.5);
    (await desk.take('draw a 2')).answer({ counts, tensorMap: {} });
    await expect.poll(() => store.getState().map.phase).toBe('ready');
    expect(statusOnScreen()).toBe('too-short');
  });

  it('says what to do if a sample is missing, as in the npm package, and reports the error of any other URL', async () => {
    const notFound = new ModelError('not-found', 'it returned 404');
    async function problemAt(address: string): Promise<string | undefined> {
      store.setState({ problem: undefined });
      void actions.open(at(address));
      (await desk.take(`open ${address}`)).refuse(notFound);
      await expect.poll(() => store.getState().problem).toBeDefined();
      return store.getState().problem?.message;
    }
    const sample = 'samples/mnist-2by4-int8.tflite';
    expect(await problemAt(new URL(sample, pageBase()).href)).toMatch(/has no samples.*Open a \.tflite file/);
    expect(await problemAt('http://127.0.0.1/a.tflite')).toBe('It returned 404.');
    expect(await problemAt(`http://127.0.0.1/${sample}`)).toBe('It returned 404.');
  });

  it('keeps the open model if the next one cannot be read', async () => {
    await openDrawn('a', [weightTensor(1, 2)]);
    void actions.open(at('b'));
    (await desk.take('open b')).refuse(new ModelError('not-tflite', 'this is a PNG picture'));
    await expect.poll(() => store.getState().problem?.message).toBe('This is a PNG picture.');
    expect(store.getState().model?.contents.name).toBe('a');
    expect(store.getState().map.phase).toBe('ready');
    expect(desk.closed).toEqual([]);
  });

  it('is canceled by the next one, in any order of answers', async () => {
    void actions.open(at('slow'));
    const slow = await desk.take('open slow');
    await openDrawn('quick', [weightTensor(1, 2)]);
    expect(slow.signal.aborted).toBe(true);
    slow.answer(desk.model('slow', [weightTensor(7, 2)]));
    await expect.poll(() => desk.closed).toEqual(['slow']);
    expect(store.getState().model?.contents.name).toBe('quick');
  });

  it('can be canceled, and keeps the open model', async () => {
    await openDrawn('a', [weightTensor(1, 2)]);
    void actions.open(at('b'));
    const opening = await desk.take('open b');
    actions.cancelOpening();
    expect(opening.signal.aborted).toBe(true);
    expect(store.getState().opening).toBeUndefined();
    expect(store.getState().model?.contents.name).toBe('a');
  });

  it('ignores a late map of the previous model', async () => {
    void actions.open(at('a'));
    (await desk.take('open a')).answer(desk.model('a', [weightTensor(1, 2)]));
    const late = await desk.take('draw a 1');
    void actions.open(at('empty'));
    (await desk.take('open empty')).answer(desk.model('empty', []));
    await expect.poll(() => store.getState().model?.contents.name).toBe('empty');
    late.answer(drawn('a'));
    await Promise.resolve();
    expect(store.getState().map.phase).toBe('empty');
  });
});

describe('the automatic view', () => {
  it('of a tensor that is shown again is that of the map it was first shown on', async () => {
    const tall = (tensor: number) => ({ ...weightTensor(tensor, 1152), shape: [1152, 192], columnCount: 192 });
    actions.measureMap({ width: 800, height: 800 });
    await openDrawn('a', [tall(1), tall(2)]);
    expect(store.getState().view.transposed).toBe(false);
    actions.measureMap({ width: 1400, height: 800 });
    void actions.select('0:2');
    expect(store.getState().view.transposed).toBe(true);
    void actions.select('0:1');
    expect(store.getState().view.transposed).toBe(false);
    actions.measureMap({ width: 800, height: 800 });
    void actions.select('0:2');
    expect(store.getState().view.transposed).toBe(true);
  });
});

describe('reading the other tensors', () => {
  const tensors = [weightTensor(1, 9), weightTensor(2, 3), weightTensor(3, 2)];

  it('starts after the first map, and gives every row its counts', async () => {
    await openDrawn('a', tensors);
    (await desk.take('count a 2')).answer(counts);
    (await desk.take('count a 3')).refuse(new ModelError('truncated', 'its buffer is too short'));
    await expect.poll(() => store.getState().counting).toBeUndefined();
    const phases = [...store.getState().results.values()].map(({ phase }) => phase);
    expect(phases).toEqual(['done', 'done', 'failed']);
  });

  it('starts on request for a large model from a URL', async () => {
    await openDrawn('large', tensors, 20e6);
    expect(store.getState().model?.unread).toBe(true);
    expect(desk.waiting).toEqual([]);
    void actions.countAll();
    await desk.take('count large 2');
    expect(store.getState().model?.unread).toBe(false);
  });

  it('pauses for a tensor that is selected, and continues after it', async () => {
    await openDrawn('a', tensors);
    const counting = await desk.take('count a 2');
    void actions.select('0:3');
    expect(counting.signal.aborted).toBe(true);
    counting.refuse(new ModelError('cancelled', ''));
    (await desk.take('draw a 3')).answer(drawn('a'));
    await desk.take('count a 2');
  });

  it('can be stopped and continued', async () => {
    await openDrawn('a', tensors);
    const counting = await desk.take('count a 2');
    actions.stopCounting();
    expect(counting.signal.aborted).toBe(true);
    expect(store.getState().results.get('0:2')?.phase).toBe('waiting');
    void actions.countAll();
    await desk.take('count a 2');
  });

  it('stops at a server that fails for several tensors in a row', async () => {
    const many = [9, 2, 3, 4, 5, 6].map((columns, i) => weightTensor(i + 1, columns));
    await openDrawn('a', many);
    for (const tensor of [2, 3, 4]) {
      (await desk.take(`count a ${tensor}`)).refuse(new ModelError('network', 'a returned 503', true));
    }
    await expect.poll(() => store.getState().counting).toBeUndefined();
    expect(store.getState().model?.unread).toBe(true);
    expect(store.getState().results.get('0:6')?.phase).toBe('waiting');
  });
});

it('shows the last of several tensors selected in quick succession, not the one answered last', async () => {
  await openDrawn('a', [weightTensor(1, 9), weightTensor(2, 3), weightTensor(3, 2)]);
  void actions.select('0:2');
  const second = await desk.take('draw a 2');
  void actions.select('0:3');
  (await desk.take('draw a 3')).answer(drawn('third'));
  second.answer(drawn('second'));
  await expect.poll(() => store.getState().map).toMatchObject({ tensorMap: { name: 'third' } });
});

it('leaves the atlas for the map of a tensor, even if it was on screen before', async () => {
  await openDrawn('a', [weightTensor(1, 2), weightTensor(2, 8)]);
  expect(store.getState().atlas).toBe(false);
  actions.showAtlas(true);
  void actions.choosePattern({ zeros: 1, of: 2 });
  (await desk.take('draw the pattern of a 2')).answer({ counts, patternMap: {} });
  expect(store.getState().atlas).toBe(true);
  for (const tensor of ['0:2', '0:1']) {
    actions.showAtlas(true);
    void actions.select(tensor);
    expect(store.getState()).toMatchObject({ atlas: false, selected: tensor });
  }
});

it('keeps the window of a link until the reader moves the map', async () => {
  await openDrawn('a', [weightTensor(1, 9)]);
  const window = { rowStart: 0, rowEnd: 4, columnStart: 0, columnEnd: 4 };
  await actions.select('0:1', window, 'A figure');
  expect(store.getState()).toMatchObject({ window, caption: 'A figure' });
  const elsewhere = { ...window, rowEnd: 6 };
  actions.moveTo(elsewhere);
  expect(store.getState()).toMatchObject({ window: elsewhere, caption: undefined });
});

it('opens the model again with a file of external data, at the same tensor', async () => {
  await openDrawn('a', [weightTensor(1, 9), weightTensor(2, 3)]);
  expect(actions.addCompanions([new File([], 'other.bin')])).toBe(false);
  expect(actions.addCompanions([new File([], 'weights.bin')])).toBe(true);
  (await desk.take('open a')).answer(desk.model('a', [weightTensor(1, 9), weightTensor(2, 3)]));
  await desk.take('draw a 1');
  expect(store.getState().model?.origin.companions?.map(({ name }) => name)).toEqual(['weights.bin']);
});

describe('after errors', () => {
  it('reads the rest of the open model if an invalid file was dropped while its first map was drawn', async () => {
    void actions.open(at('a'));
    (await desk.take('open a')).answer(desk.model('a', [weightTensor(1, 9), weightTensor(2, 3)]));
    const drawing = await desk.take('draw a 1');
    void actions.open(at('wrong'));
    (await desk.take('open wrong')).refuse(new ModelError('not-tflite', 'this is text'));
    drawing.answer(drawn('a'));
    await desk.take('count a 2');
  });

  it('does not read a large model completely because a small one was open when the engine changed', async () => {
    await openDrawn('small', [weightTensor(1, 9)]);
    void actions.chooseEngine('cpu');
    const again = await desk.take('draw small 1');
    await openDrawn('large', [weightTensor(1, 9), weightTensor(2, 3)], 20e6);
    again.answer(drawn('small'));
    await atRest();
    expect(store.getState().model?.unread).toBe(true);
    expect(desk.waiting).toEqual([]);
  });

  it('reports an internal error', async () => {
    await openDrawn('a', [weightTensor(1, 9)]);
    void actions.open(at('b'));
    (await desk.take('open b')).refuse(new RangeError('Array buffer allocation failed'));
    await expect.poll(() => store.getState().problem?.message).toContain('Array buffer allocation failed');
    expect(store.getState().opening).toBeUndefined();
  });

  it('ignores progress that arrives after the map', async () => {
    let late = (_rows: number, _total: number): void => {};
    const model = desk.model('a', [weightTensor(1, 9)]);
    const tensorMapOf: SessionModel['tensorMapOf'] = async (_weight, _pattern, _signal, onRows) => {
      late = onRows;
      return drawn('a');
    };
    void actions.open(at('a'));
    (await desk.take('open a')).answer({ ...model, tensorMapOf });
    await expect.poll(() => store.getState().map.phase).toBe('ready');
    late(1, 2);
    expect(store.getState().map.phase).toBe('ready');
  });
});

it('reads a tensor once if its row is clicked twice', async () => {
  await openDrawn('a', [weightTensor(1, 9), weightTensor(2, 3)]);
  (await desk.take('count a 2')).answer(counts);
  void actions.select('0:2');
  void actions.select('0:2');
  await desk.take('draw a 2');
  expect(desk.waiting).toEqual([]);
});

it('applies the view of a link when its file is opened, and not for another file', async () => {
  const file = (name: string): ModelOrigin => ({ kind: 'file', file: new File([], name) });
  const window = { rowStart: 0, rowEnd: 2, columnStart: 0, columnEnd: 2 };
  const link = { ...decodeLink(''), tensor: '0:2', window };
  const tensors = [weightTensor(1, 9), weightTensor(2, 3)];
  actions.expectFile({ ...link, name: 'mine.tflite', size: 100 });
  void actions.open(file('mine.tflite'));
  (await desk.take('open undefined')).answer(desk.model('mine.tflite', tensors));
  await desk.take('draw mine.tflite 2');
  expect(store.getState().window).toEqual(window);

  actions.expectFile({ ...link, name: 'mine.tflite', size: 100 });
  void actions.open(file('mine.tflite'));
  (await desk.take('open undefined')).answer(desk.model('mine.tflite', tensors, 101));
  await desk.take('draw mine.tflite 1');
});
