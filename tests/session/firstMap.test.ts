import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { modelQuestions } from '../../src/session/modelQuestions';
import type { FirstMap } from '../../src/session/questionData';
import { valueIn } from '../../src/session/runningJobs';
import { type WorkerApi, workerApi } from '../../src/session/workerApi';
import { twoOfFour } from '../../src/sparsity/pattern';
import { defaultView } from '../../src/views/matrixView';
import { buildModel } from '../support/buildModel';
import { maskText } from '../support/matrices';
import { denseLayer } from '../support/openBytes';

// It reads and analyzes a model of its own, whenever an engine is chosen.
vi.mock('../../src/session/warmUp', () => ({ warmUp: async () => {} }));

const bytes = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));
const noGpu = { adapter: async () => undefined, start: () => Promise.reject(new Error('there is no GPU')) };
const { signal } = new AbortController();
const ignore = () => {};
const [job, id] = [1, 7];
const asStored = { pattern: twoOfFour, view: defaultView };
const largest: FirstMap = { ...asStored, named: {}, mapSize: undefined };

let api: WorkerApi;
let read: ReturnType<typeof vi.spyOn>;
beforeEach(async () => {
  api = workerApi(noGpu);
  await api.chooseEngine('cpu', ignore);
  read = vi.spyOn(Blob.prototype, 'arrayBuffer');
});
afterEach(() => {
  api.close(id);
  vi.restoreAllMocks();
});

async function opened(first?: FirstMap) {
  const file = new File([bytes as Uint8Array<ArrayBuffer>], 'a.tflite');
  const { contents } = valueIn(await api.open(job, id, { kind: 'file', file }, ignore, undefined, first));
  return contents.tensors[0]!;
}

function questions(number = job) {
  return modelQuestions(async (name, args, _signal, onProgress) =>
    valueIn(await api.ask(number, id, name, args, onProgress)),
  );
}

/** How many times bytes are read until a question has its answer. */
async function readsUntil<T>(answer: Promise<T>): Promise<{ reads: number; value: T }> {
  const value = await answer;
  return { reads: read.mock.calls.length, value };
}

/** Reads of an open model and its map, without anything begun. */
async function usualReads(): Promise<number> {
  const tensor = await opened();
  const { reads } = await readsUntil(questions().tensorMapOf(tensor, asStored, signal, ignore));
  api.close(id);
  read.mockClear();
  return reads;
}

describe('the first map', () => {
  it('is begun while the model opens, and read once', async () => {
    const usual = await usualReads();
    const tensor = await opened(largest);
    await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(usual));
    const { reads, value } = await readsUntil(questions().tensorMapOf(tensor, asStored, signal, ignore));
    expect(reads).toBe(usual);
    expect(maskText(value.tensorMap.pyramid.mask)).toEqual(['.#..', '####']);
    expect(value.counts).toMatchObject({ nonzeros: 5, conformingBlocks: 1 });
  });

  it('is given out once, because its buffers are transferred', async () => {
    const tensor = await opened(largest);
    const first = await questions().tensorMapOf(tensor, asStored, signal, ignore);
    const again = await questions().tensorMapOf(tensor, asStored, signal, ignore);
    expect(again).not.toBe(first);
    expect(again.tensorMap.pyramid.mask.words.buffer).not.toBe(first.tensorMap.pyramid.mask.words.buffer);
  });

  it('is not used for another pattern, threshold or view', async () => {
    for (const other of [
      { ...asStored, pattern: { zeros: 3, of: 4 } },
      { ...asStored, threshold: 2 },
      { ...asStored, view: { layout: undefined, transposed: true } },
    ]) {
      const tensor = await opened(largest);
      const { counts, tensorMap } = await questions().tensorMapOf(tensor, other, signal, ignore);
      expect(tensorMap.summary.pattern).toEqual(other.pattern);
      expect(counts.nonzeros).toBe('threshold' in other ? 3 : 5);
      expect(tensorMap.view.transposed).toBe(other.view.transposed);
      api.close(id);
    }
  });

  it('is computed again by an engine that was chosen meanwhile', async () => {
    const tensor = await opened(largest);
    await api.chooseEngine('wasm', ignore);
    const { counts } = await questions().tensorMapOf(tensor, asStored, signal, ignore);
    expect(counts.engine).toBe('wasm');
  });

  it('is canceled with the question that took it', async () => {
    const tensor = await opened(largest);
    const drawn = api.ask(5, id, 'tensorMapOf', [tensor, asStored]);
    api.cancel(5);
    expect(await drawn).toMatchObject({ error: { code: 'cancelled' } });
    const again = await questions(6).tensorMapOf(tensor, asStored, signal, ignore);
    expect(again.counts).toMatchObject({ nonzeros: 5 });
  });

  it('is that of the named tensor', async () => {
    const tensor = await opened({ ...largest, named: { tensor: '0:1', tensorName: 'no such name' } });
    const { tensorMap } = await questions().tensorMapOf(tensor, asStored, signal, ignore);
    expect(tensorMap.tensor).toEqual(tensor);
  });

  it('is dropped with its model', async () => {
    const tensor = await opened(largest);
    api.close(id);
    const drawn = questions().tensorMapOf(tensor, asStored, signal, ignore);
    await expect(drawn).rejects.toMatchObject({ code: 'cancelled' });
  });
});
