import { beforeAll, describe, expect, it, vi } from 'vitest';
import { modelQuestions } from '../../src/session/modelQuestions';
import type { PackedMasks } from '../../src/session/questionData';
import { valueIn } from '../../src/session/runningJobs';
import type { PlainOrigin } from '../../src/session/sources';
import { workerApi } from '../../src/session/workerApi';
import { pairedTensors } from '../../src/sparsity/pairing';
import { twoOfFour } from '../../src/sparsity/pattern';
import { viewOf } from '../../src/views/matrixView';
import { buildModel } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';

// It reads and analyzes a model of its own, whenever an engine is chosen.
vi.mock('../../src/session/warmUp', () => ({ warmUp: async () => {} }));

const layer = (data: number[]) => buildModel(denseLayer({ name: 'w', shape: [3, 5], type: 'INT8', data }));
const before = layer([0, 3, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 1]);
const after = layer([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0]);
const { signal } = new AbortController();
const ignore = () => {};
const noGpu = { adapter: async () => undefined, start: () => Promise.reject(new Error('there is no GPU')) };
const api = workerApi(noGpu);

beforeAll(() => api.chooseEngine('cpu', ignore));

async function opened(id: number, origin: PlainOrigin) {
  const { contents } = valueIn(await api.open(id, id, origin, ignore, undefined));
  const questions = modelQuestions(async (name, args, _signal, onProgress) =>
    valueIn(await api.ask(id, id, name, args, onProgress)),
  );
  return { contents, ...questions };
}

const fileOf = (bytes: Uint8Array): PlainOrigin => ({
  kind: 'file',
  file: new File([bytes as Uint8Array<ArrayBuffer>], 'a.tflite'),
});

describe('masks that are kept of a model', () => {
  it('are compared as the model itself', async () => {
    const complete = await opened(1, fileOf(before));
    const masks = await complete.packedMasks(signal, ignore);
    expect([...masks].map(([key, { length }]) => [key, length])).toEqual([['0:1', 2]]);
    const kept = await opened(2, { kind: 'masks', contents: complete.contents, masks });
    const model = await opened(3, fileOf(after));
    const [pair] = pairedTensors(model.contents.tensors, kept.contents.tensors).pairs;
    const view = viewOf(pair!.before, { layout: 'rows', transposed: false });
    for (const pattern of [twoOfFour, { zeros: 1, of: 3 }]) {
      const expected = await model.comparedMap(1, pair!, pattern, view, signal);
      expect(await model.comparedMap(2, pair!, pattern, view, signal)).toEqual(expected);
      expect(await model.comparedCounts(2, pair!, pattern, signal)).toEqual(expected.counts);
    }
    expect((await model.comparedCounts(2, pair!, twoOfFour, signal)).changes).toEqual({ kept: 7, added: 2, lost: 2 });
  });

  it('have no values, and no tensors that could not be read', async () => {
    const { contents } = await opened(4, fileOf(before));
    const kept = await opened(5, { kind: 'masks', contents, masks: new Map() as PackedMasks });
    const [tensor] = contents.tensors;
    await expect(kept.valueAt(tensor!, 0, 0, signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(kept.countsOf(tensor!, { pattern: twoOfFour }, signal)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a file that is being written', () => {
  it('is not complete while data of a constant is missing, wherever that is', async () => {
    const complete = await opened(6, fileOf(before));
    await expect(complete.checkComplete(signal)).resolves.toBeUndefined();
    const placed = buildModel(
      denseLayer({
        name: 'w',
        shape: [3, 5],
        type: 'INT8',
        data: { bytes: new Uint8Array(15).fill(1), place: 'after' },
      }),
    );
    const whole = await opened(7, fileOf(placed));
    await expect(whole.checkComplete(signal)).resolves.toBeUndefined();
    const cut = await opened(8, fileOf(placed.subarray(0, placed.length - 1)));
    await expect(cut.checkComplete(signal)).rejects.toMatchObject({ code: 'truncated' });
  });

  it('is not complete at any shorter length', async () => {
    for (let length = 0; length < before.length; length++) {
      const attempt = opened(9, fileOf(before.subarray(0, length))).then((model) => model.checkComplete(signal));
      await expect(attempt, `${length} of ${before.length} bytes`).rejects.toMatchObject({ name: 'ModelError' });
    }
  });
});
