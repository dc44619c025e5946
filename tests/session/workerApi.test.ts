import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256Of } from '../../src/bytes/diskSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { ModelError } from '../../src/modelError';
import { valueIn } from '../../src/session/runningJobs';
import type { PlainOrigin } from '../../src/session/sources';
import { type WorkerApi, workerApi } from '../../src/session/workerApi';
import { twoOfFour } from '../../src/sparsity/pattern';
import { defaultView, viewOf } from '../../src/views/matrixView';
import { taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { maskText } from '../support/matrices';
import { denseLayer, reportOfBytes } from '../support/openBytes';

const bytes = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));
const noGpu = { adapter: async () => undefined, start: () => Promise.reject(new Error('there is no GPU')) };
const byRows = { pattern: twoOfFour, view: defaultView };
const ignore = () => {};

/** Numbers that the page gives: of the job, and of the model. */
const [job, id] = [1, 7];

let api: WorkerApi;
beforeAll(async () => {
  api = workerApi(noGpu);
  await api.chooseEngine('cpu', ignore);
});
afterEach(() => {
  api.close(id);
  vi.restoreAllMocks();
});

const fileOf = (content: Uint8Array, name = 'a.tflite') => new File([content as Uint8Array<ArrayBuffer>], name);

async function open(file = fileOf(bytes), more: Partial<PlainOrigin> = {}) {
  const origin = { kind: 'file', file, ...more } as PlainOrigin;
  return valueIn(await api.open(job, id, origin, ignore, undefined));
}

async function openWeight() {
  const { contents } = await open();
  return contents.tensors[0]!;
}

function gate() {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open: () => open() };
}

describe('opening', () => {
  it('says what is known of the model before any weight is read', async () => {
    const { contents, members } = await open();
    expect(contents).toMatchObject({ name: 'a.tflite', byteLength: bytes.length });
    expect(contents.tensors).toMatchObject([{ subgraph: 0, tensor: 1, shape: [2, 4], type: 'INT8' }]);
    expect(members).toEqual(['a.tflite']);
  });

  it('takes the model of a bundle that is named, with or without the name of the bundle, else the first', async () => {
    const bundle = fileOf(await taskBundle({ 'a.tflite': bytes, 'b.tflite': bytes }), 'two.task');
    expect(await open(bundle)).toMatchObject({
      contents: { name: 'two.task/a.tflite' },
      members: ['two.task/a.tflite', 'two.task/b.tflite'],
    });
    for (const member of ['b.tflite', 'two.task/b.tflite']) {
      expect(await open(bundle, { member })).toMatchObject({ contents: { name: 'two.task/b.tflite' } });
    }
  });

  it('says what is in a bundle that lacks the model that is named', async () => {
    const bundle = fileOf(await taskBundle({ 'a.tflite': bytes }), 'one.task');
    await expect(open(bundle, { member: 'c.tflite' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'there is no c.tflite in one.task; expected one of one.task/a.tflite',
    });
  });

  it('opens a file that is no bundle, whatever member is named', async () => {
    expect(await open(fileOf(bytes), { member: 'c.tflite' })).toMatchObject({ contents: { name: 'a.tflite' } });
  });

  it('answers with the error of a file that is no model', async () => {
    await expect(open(fileOf(new Uint8Array(100)))).rejects.toMatchObject({ code: 'not-tflite' });
  });

  it('knows a model until it is closed', async () => {
    const tensor = await openWeight();
    api.close(id);
    const counts = await api.countsOf(job, id, tensor, twoOfFour);
    expect(counts).toMatchObject({ error: { code: 'cancelled' } });
  });
});

describe('a tensor', () => {
  it('is counted', async () => {
    const tensor = await openWeight();
    const counts = valueIn(await api.countsOf(job, id, tensor, twoOfFour));
    expect(counts).toMatchObject({ nonzeros: 5, blocks: 2, conformingBlocks: 1, engine: 'cpu' });
  });

  it('is counted above a threshold', async () => {
    const tensor = await openWeight();
    const counts = valueIn(await api.countsOf(job, id, tensor, twoOfFour, 2));
    expect(counts).toMatchObject({ nonzeros: 3 });
  });

  it('is drawn', async () => {
    const tensor = await openWeight();
    const { tensorMap, counts } = valueIn(await api.tensorMapOf(job, id, tensor, byRows, ignore));
    expect(maskText(tensorMap.pyramid.mask)).toEqual(['.#..', '####']);
    expect(counts).toMatchObject({ nonzeros: 5, conformingBlocks: 1 });
  });

  it('is not read again for another pattern or another view', async () => {
    const tensor = await openWeight();
    await api.tensorMapOf(job, id, tensor, byRows, ignore);
    const read = vi.spyOn(Blob.prototype, 'arrayBuffer');
    const drawing = { pattern: { zeros: 3, of: 4 }, view: { layout: 'rows', transposed: true } } as const;
    const { tensorMap, counts } = valueIn(await api.tensorMapOf(job, id, tensor, drawing, ignore));
    expect(read).not.toHaveBeenCalled();
    expect(maskText(tensorMap.pyramid.mask)).toEqual(['.#', '##', '.#', '.#']);
    expect(counts).toMatchObject({ nonzeros: 5, conformingBlocks: 1 });
  });

  it('is computed again by another engine', async () => {
    const tensor = await openWeight();
    await api.tensorMapOf(job, id, tensor, byRows, ignore);
    await api.chooseEngine('wasm', ignore);
    const { counts } = valueIn(await api.tensorMapOf(job, id, tensor, byRows, ignore));
    await api.chooseEngine('cpu', ignore);
    expect(counts).toMatchObject({ engine: 'wasm', nonzeros: 5 });
  });

  it('is described by its structure, values and window', async () => {
    const tensor = await openWeight();
    expect(valueIn(await api.structureOf(job, id, tensor))).toMatchObject({ kind: 'unstructured' });
    expect(valueIn(await api.valueAt(job, id, tensor, 1, 2))).toMatchObject({ stored: 3 });
    const window = { rowStart: 1, rowEnd: 2, columnStart: 0, columnEnd: 4 };
    const { values } = valueIn(await api.windowValuesOf(job, id, tensor, viewOf(tensor, defaultView), window));
    expect([...values]).toEqual([1, 2, 3, 4]);
  });

  it('is compared with that of another model', async () => {
    const before = await openWeight();
    const other = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 1, 1, 0, 3, 4] }));
    const opened = valueIn(await api.open(2, 8, { kind: 'file', file: fileOf(other, 'b.tflite') }, ignore, undefined));
    const pair = { before, after: opened.contents.tensors[0]! };
    const counts = valueIn(await api.comparedCounts(3, id, 8, pair, twoOfFour));
    expect(counts.changes).toEqual({ kept: 2, added: 1, lost: 1 });
    const { picture } = valueIn(await api.comparedMap(4, id, 8, pair, twoOfFour, viewOf(before, defaultView)));
    expect(maskText(picture.added.mask)).toEqual(['....', '.#..']);
  });
});

describe('the report', () => {
  it('is that of the command, with the progress of hashing first and of tensors then', async () => {
    await open();
    const shares: number[] = [];
    const report = valueIn(await api.reportOn(job, id, twoOfFour, (share) => shares.push(share)));
    expect(report).toEqual(await reportOfBytes(bytes));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares).toEqual(expect.arrayContaining([0.5, 1]));
  });

  it('hashes the file once', async () => {
    await open();
    expect(valueIn(await api.sha256Of(job, id, ignore))).toBe(sha256Of(bytes));
    const read = vi.spyOn(Blob.prototype, 'arrayBuffer');
    expect(valueIn(await api.sha256Of(job, id, ignore))).toBe(sha256Of(bytes));
    expect(read).not.toHaveBeenCalled();
  });
});

describe('the engine', () => {
  it('is waited for by what is asked while it is chosen', async () => {
    const slow = gate();
    const waiting = workerApi({
      adapter: () => slow.promise.then(() => ({ device: 'of the test', isSoftware: false })),
      start: async () => ({ ...cpuEngine(), name: 'webgpu', lost: new Promise<string>(() => {}) }),
    });
    await waiting.chooseEngine('cpu', ignore);
    const origin = { kind: 'file', file: fileOf(bytes) } as const;
    const { contents } = valueIn(await waiting.open(job, id, origin, ignore, undefined));
    const [tensor] = contents.tensors;
    const chosen = waiting.chooseEngine('webgpu', ignore);
    const counts = waiting.countsOf(2, id, tensor!, twoOfFour);
    // This one needs no engine; the counts would be there with it, from the engine before.
    const drawn = waiting.tensorMapOf(3, id, tensor!, byRows, ignore);
    await waiting.valueAt(4, id, tensor!, 0, 1);
    slow.open();
    expect(await chosen).toMatchObject({ name: 'webgpu' });
    expect(valueIn(await counts)).toMatchObject({ engine: 'webgpu' });
    expect(valueIn(await drawn)).toMatchObject({ counts: { engine: 'webgpu' } });
  });

  it('falls back where there is no GPU, and says why', async () => {
    expect(await api.chooseEngine('webgpu', ignore)).toMatchObject({
      choice: 'webgpu',
      reason: 'this browser offers no WebGPU adapter',
    });
  });
});

it('cancels the job that is named, and no other', async () => {
  const tensor = await openWeight();
  const jobs = [5, 6].map((number) => api.countsOf(number, id, tensor, twoOfFour));
  api.cancel(5);
  const [first, second] = await Promise.all(jobs);
  expect(() => valueIn(first!)).toThrow(ModelError);
  expect(first).toMatchObject({ error: { code: 'cancelled' } });
  expect(valueIn(second!)).toMatchObject({ nonzeros: 5 });
});
