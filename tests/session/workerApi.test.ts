import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256Of } from '../../src/bytes/diskSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { ModelError } from '../../src/modelError';
import { buffersOf, modelQuestions } from '../../src/session/modelQuestions';
import { valueIn } from '../../src/session/runningJobs';
import type { PlainOrigin } from '../../src/session/sources';
import { type WorkerApi, workerApi } from '../../src/session/workerApi';
import { twoOfFour } from '../../src/sparsity/pattern';
import { defaultView, viewOf } from '../../src/views/matrixView';
import { taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { manyTensors } from '../support/manyTensors';
import { maskText } from '../support/matrices';
import { denseLayer, reportOfBytes } from '../support/openBytes';
import { rewritten } from '../support/rewritten';

// It reads and analyzes a model of its own, whenever an engine is chosen.
vi.mock('../../src/session/warmUp', () => ({ warmUp: async () => {} }));

const bytes = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));
const noGpu = { adapter: async () => undefined, start: () => Promise.reject(new Error('there is no GPU')) };
const byRows = { pattern: twoOfFour, view: defaultView };
const ignore = () => {};

const { signal } = new AbortController();

/** Numbers of a job and of a model, as given by the page. */
const [job, id] = [1, 7];

let api: WorkerApi;
let model: ReturnType<typeof questionsTo>;
beforeAll(async () => {
  api = workerApi(noGpu, () => import('../../src/session/rewriteAnswers'));
  model = questionsTo(api);
  await api.chooseEngine('cpu', ignore);
});
afterEach(() => {
  api.close(id);
  vi.restoreAllMocks();
});

const fileOf = (content: Uint8Array, name = 'a.tflite') => new File([content as Uint8Array<ArrayBuffer>], name);

/** Questions to the server as the client asks them, but in this thread. */
function questionsTo(server: WorkerApi, number = job) {
  return modelQuestions(async (name, args, _signal, onProgress) =>
    valueIn(await server.ask(number, id, name, args, onProgress)),
  );
}

async function open(file = fileOf(bytes), more: Partial<PlainOrigin> = {}) {
  const origin = { kind: 'file', file, ...more } as PlainOrigin;
  return valueIn(await api.open(job, id, origin, ignore, undefined));
}

async function openWeight() {
  const { contents } = await open();
  return contents.tensors[0]!;
}

it('reads the sizes of constants on request only: their tables are spread over the file', async () => {
  const spread = fileOf(manyTensors());
  const slice = vi.spyOn(spread, 'slice');
  const opened = await open(spread);
  const readBytes = () => slice.mock.calls.reduce((sum, [start = 0, end = 0]) => sum + end - start, 0);
  const whileOpening = readBytes();
  expect(whileOpening).toBeLessThan(spread.size / 20);
  expect(await model.storedContents(signal)).toEqual(opened.contents);
  expect(readBytes() - whileOpening).toBeGreaterThan(400 * 100);
});

function spiedEngine() {
  const cpu = cpuEngine();
  return {
    ...cpu,
    name: 'webgpu' as const,
    lost: new Promise<string>(() => {}),
    analysisOf: vi.fn(cpu.analysisOf),
    pyramidOf: vi.fn(cpu.pyramidOf),
  };
}

function gate() {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open: () => open() };
}

describe('opening', () => {
  it('describes the model before weights are read', async () => {
    const { contents, members } = await open();
    expect(contents).toMatchObject({ name: 'a.tflite', byteLength: bytes.length });
    expect(contents.tensors).toMatchObject([{ subgraph: 0, tensor: 1, shape: [2, 4], type: 'INT8' }]);
    expect(members).toEqual([{ name: 'a.tflite' }]);
  });

  it('opens the requested model of a bundle, with or without the name of the bundle, by default the first', async () => {
    const bundle = fileOf(await taskBundle({ 'a.tflite': bytes, 'b.tflite': bytes }), 'two.task');
    expect(await open(bundle)).toMatchObject({
      contents: { name: 'two.task/a.tflite' },
      members: [{ name: 'two.task/a.tflite' }, { name: 'two.task/b.tflite' }],
    });
    for (const member of ['b.tflite', 'two.task/b.tflite']) {
      expect(await open(bundle, { member })).toMatchObject({ contents: { name: 'two.task/b.tflite' } });
    }
  });

  it('lists the models of a bundle without the requested one', async () => {
    const bundle = fileOf(await taskBundle({ 'a.tflite': bytes }), 'one.task');
    await expect(open(bundle, { member: 'c.tflite' })).rejects.toMatchObject({
      code: 'not-found',
      message: 'there is no c.tflite in one.task; expected one of one.task/a.tflite',
    });
  });

  it('ignores the requested member if the file is not a bundle', async () => {
    expect(await open(fileOf(bytes), { member: 'c.tflite' })).toMatchObject({ contents: { name: 'a.tflite' } });
  });

  it('rejects a file that is not a model', async () => {
    await expect(open(fileOf(new Uint8Array(100)))).rejects.toMatchObject({ code: 'not-tflite' });
  });

  it('rejects questions about a closed model', async () => {
    const tensor = await openWeight();
    api.close(id);
    const counts = model.countsOf(tensor, { pattern: twoOfFour }, signal);
    await expect(counts).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a tensor', () => {
  it('has counts', async () => {
    const tensor = await openWeight();
    const counts = await model.countsOf(tensor, { pattern: twoOfFour }, signal);
    expect(counts).toMatchObject({ nonzeros: 5, blocks: 2, conformingBlocks: 1, engine: 'cpu' });
  });

  it('has counts for a threshold', async () => {
    const tensor = await openWeight();
    const counts = await model.countsOf(tensor, { pattern: twoOfFour, threshold: 2 }, signal);
    expect(counts).toMatchObject({ nonzeros: 3 });
  });

  it('has a map', async () => {
    const tensor = await openWeight();
    const { tensorMap, counts } = await model.tensorMapOf(tensor, byRows, signal, ignore);
    expect(maskText(tensorMap.pyramid.mask)).toEqual(['.#..', '####']);
    expect(counts).toMatchObject({ nonzeros: 5, conformingBlocks: 1 });
  });

  it('is not read again for another pattern or another view', async () => {
    const tensor = await openWeight();
    await model.tensorMapOf(tensor, byRows, signal, ignore);
    const read = vi.spyOn(Blob.prototype, 'arrayBuffer');
    const drawing = { pattern: { zeros: 3, of: 4 }, view: { layout: 'rows', transposed: true } } as const;
    const { tensorMap, counts } = await model.tensorMapOf(tensor, drawing, signal, ignore);
    expect(read).not.toHaveBeenCalled();
    expect(maskText(tensorMap.pyramid.mask)).toEqual(['.#', '##', '.#', '.#']);
    expect(counts).toMatchObject({ nonzeros: 5, conformingBlocks: 1 });
  });

  it('keeps its mask for another pattern: no pyramid of the mask is computed and no mask is transferred', async () => {
    const engine = spiedEngine();
    const server = workerApi({
      adapter: async () => ({ device: 'of the test', isSoftware: false }),
      start: async () => engine,
    });
    await server.chooseEngine('webgpu', ignore);
    const questions = questionsTo(server);
    const origin = { kind: 'file', file: fileOf(bytes) } as const;
    const { contents } = valueIn(await server.open(job, id, origin, ignore, undefined));
    const tensor = contents.tensors[0]!;
    await questions.tensorMapOf(tensor, byRows, signal, ignore);
    const analyzed = () => engine.analysisOf.mock.calls;
    const pyramids = () => engine.pyramidOf.mock.calls.map(([mask]) => mask);
    expect(pyramids().map(maskText)).toEqual([
      ['.#..', '####'],
      ['.', '#'],
    ]);
    engine.pyramidOf.mockClear();
    engine.analysisOf.mockClear();

    const conforming = { ...byRows, pattern: { zeros: 0, of: 4 } };
    const { patternMap } = await questions.patternMapOf(tensor, conforming, signal, ignore);
    expect(patternMap).toMatchObject({ violationCount: 0, marks: undefined });
    expect(pyramids()).toEqual([]);

    const violating = { ...byRows, pattern: { zeros: 2, of: 4 } };
    const again = await questions.patternMapOf(tensor, violating, signal, ignore);
    expect(again.counts).toMatchObject({ nonzeros: 5, conformingBlocks: 1 });
    // One bit for each of the two blocks.
    expect(pyramids().map(maskText)).toEqual([['.', '#']]);
    expect(analyzed()).toEqual([]);

    const { summary, marks } = again.patternMap;
    const buffers = buffersOf('patternMapOf', again);
    const ofMarks = [marks!.pyramid.mask.words.buffer, ...marks!.pyramid.levels.map(({ counts }) => counts.buffer)];
    expect(buffers).toHaveLength(new Set(buffers).size);
    expect(new Set(buffers)).toEqual(
      new Set([summary.rowNonzeros.buffer, summary.violations.words.buffer, ...ofMarks]),
    );
    // The mask kept by the worker is still there.
    const { tensorMap } = await questions.tensorMapOf(tensor, byRows, signal, ignore);
    expect(maskText(tensorMap.pyramid.mask)).toEqual(['.#..', '####']);
    expect(analyzed()).toEqual([]);
  });

  it('is computed again by another engine', async () => {
    const tensor = await openWeight();
    await model.tensorMapOf(tensor, byRows, signal, ignore);
    await api.chooseEngine('wasm', ignore);
    const { counts } = await model.tensorMapOf(tensor, byRows, signal, ignore);
    await api.chooseEngine('cpu', ignore);
    expect(counts).toMatchObject({ engine: 'wasm', nonzeros: 5 });
  });

  it('has a status that follows the pattern, and a structure that is computed once', async () => {
    const tensor = await openWeight();
    const drawn = await model.tensorMapOf(tensor, byRows, signal, ignore);
    // The first map does not wait for the structure.
    expect(drawn.counts.status).toBeUndefined();
    const counts = await model.countsOf(tensor, { pattern: twoOfFour }, signal);
    expect(counts).toMatchObject({ status: 'unstructured', structure: { kind: 'unstructured' }, storedBytes: 8 });
    const again = await model.countsOf(tensor, { pattern: { zeros: 3, of: 4 } }, signal);
    expect(again.status).toBe('unstructured');
    // The same object, because this thread answers.
    expect(again.structure).toBe(counts.structure);
    const short = await model.patternMapOf(tensor, { ...byRows, pattern: { zeros: 1, of: 8 } }, signal, ignore);
    expect(short.counts.status).toBe('too-short');
    expect(short.counts.structure).toBe(counts.structure);
    expect(await model.structureOf(tensor, signal)).toBe(counts.structure);
  });

  it('has no status for a threshold, because its structure is that of exact zeros', async () => {
    const tensor = await openWeight();
    await model.structureOf(tensor, signal);
    const counts = await model.countsOf(tensor, { pattern: twoOfFour, threshold: 2 }, signal);
    expect(counts).not.toHaveProperty('status');
  });

  it('has a structure, values and a window of values', async () => {
    const tensor = await openWeight();
    expect(await model.structureOf(tensor, signal)).toMatchObject({ kind: 'unstructured' });
    expect(await model.valueAt(tensor, 1, 2, signal)).toMatchObject({ stored: 3 });
    const window = { rowStart: 1, rowEnd: 2, columnStart: 0, columnEnd: 4 };
    const { values } = await model.windowValuesOf(tensor, viewOf(tensor, defaultView), window, signal);
    expect([...values]).toEqual([1, 2, 3, 4]);
  });

  it('is pruned as a prediction, and its map stays', async () => {
    const tensor = await openWeight();
    const view = viewOf(tensor, { layout: 'rows', transposed: true });
    const goal = { pattern: twoOfFour };
    const shares: number[] = [];
    const pruned = await model.prunedOf(tensor, goal, view, twoOfFour, signal, (share) => shares.push(share));
    // [0, 3, 0, 0] stays; [1, 2, 3, 4] loses 1 and 2.
    expect(maskText(pruned.removed.mask)).toEqual(['.#', '.#', '..', '..']);
    expect(pruned).toMatchObject({ energy: { total: 39, kept: 34 }, counts: { nonzeros: 3, conformingBlocks: 2 } });
    expect([...pruned.rows.kept]).toEqual([9, 25]);
    expect(pruned.worstBlocks).toEqual([{ row: 1, columnStart: 0, columnEnd: 4, total: 30, kept: 25 }]);
    expect(shares.at(-1)).toBe(1);
    const { tensorMap } = await model.tensorMapOf(tensor, byRows, signal, ignore);
    expect(maskText(tensorMap.pyramid.mask)).toEqual(['.#..', '####']);
    expect(await model.prunedEnergyOf(tensor, { sparsity: 0.75 }, signal)).toEqual({ total: 39, kept: 25 });
    // A single block has nothing to reorder.
    expect(await model.channelOrderOf(tensor, twoOfFour, signal, ignore)).toBeUndefined();
  });

  it('has an order of its channels in which pruning keeps more', async () => {
    const data = [9, 9, 9, 9, 1, 1, 1, 1];
    const wide = buildModel(denseLayer({ shape: [1, 8], type: 'INT8', data }));
    const { contents } = await open(fileOf(wide));
    const found = await model.channelOrderOf(contents.tensors[0]!, twoOfFour, signal, ignore);
    expect(found!.keptBefore).toBeCloseTo((2 * 81 + 2) / (4 * 81 + 4));
    expect(found!.kept).toBeCloseTo((4 * 81) / (4 * 81 + 4));
  });

  it('is compared with that of another model', async () => {
    const before = await openWeight();
    const other = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 1, 1, 0, 3, 4] }));
    const opened = valueIn(await api.open(2, 8, { kind: 'file', file: fileOf(other, 'b.tflite') }, ignore, undefined));
    const pair = { before, after: opened.contents.tensors[0]! };
    const counts = await model.comparedCounts(8, pair, twoOfFour, signal);
    expect(counts.changes).toEqual({ kept: 2, added: 1, lost: 1 });
    const { map } = await model.comparedMap(8, pair, twoOfFour, viewOf(before, defaultView), signal);
    expect(maskText(map.added.mask)).toEqual(['....', '.#..']);
  });
});

describe('the report', () => {
  it('is that of the command, with progress of hashing, then of tensors', async () => {
    await open();
    const shares: number[] = [];
    const report = await model.reportOn(twoOfFour, signal, (share) => shares.push(share));
    expect(report).toEqual(await reportOfBytes(bytes));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares).toEqual(expect.arrayContaining([0.5, 1]));
  });

  it('hands over all bytes of the model, of a member of a bundle too', async () => {
    await open();
    expect(new Uint8Array(await model.modelBytes(signal, ignore))).toEqual(new Uint8Array(bytes));
    await open(fileOf(await taskBundle({ 'a.tflite': bytes }), 'one.task'));
    expect(new Uint8Array(await model.modelBytes(signal, ignore))).toEqual(new Uint8Array(bytes));
  });

  it('answers what a plan makes of the model, as a file or written to one', async () => {
    await open();
    const plan = {
      planVersion: 1,
      tensors: [{ subgraph: 0, tensor: 1, prune: { kind: 'pattern', ...twoOfFour } }],
    } as const;
    const restrictions = (await model.restrictionsOf(signal)).get('0:1');
    expect(restrictions?.inPlace).toBeUndefined();
    expect(restrictions?.encodings['block:1x16']).toContain('expected a multiple of 16');
    const { byteLength, tensors } = await model.rewritingOf(plan, signal, ignore);
    expect(byteLength).toBe(bytes.length);
    expect(tensors).toMatchObject([{ zerosBefore: 3, zerosAfter: 5 }]);
    const shares: number[] = [];
    const file = await model.rewrittenFile(plan, signal, (share) => shares.push(share));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const expected = await rewritten(bytes, plan.tensors);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(expected.bytes);
    const target = chosenFile();
    await model.writeRewritten(plan, target.handle, signal, ignore);
    expect(target.calls.at(-1)).toBe('close');
    expect(target.written()).toEqual(expected.bytes);
  });

  it('rewrites nothing in an embedded map', async () => {
    const embedded = workerApi(noGpu);
    valueIn(await embedded.open(job, id, { kind: 'file', file: fileOf(bytes) } as PlainOrigin, ignore, undefined));
    await expect(questionsTo(embedded).restrictionsOf(signal)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leaves no half file', async () => {
    await open();
    const plan = { planVersion: 1, tensors: [{ subgraph: 0, tensor: 1, encoding: 'csr' }] } as const;
    const full = chosenFile(new DOMException('full', 'QuotaExceededError'));
    await expect(model.writeRewritten(plan, full.handle, signal, ignore)).rejects.toThrow('there is no space left');
    expect(full.calls).toEqual(['write', 'abort']);
    const untouched = chosenFile();
    const other = { ...plan, model: { name: 'b', bytes: 1 } };
    await expect(model.writeRewritten(other, untouched.handle, signal, ignore)).rejects.toThrow('for another model');
    expect(untouched.calls).toEqual([]);
  });

  it('hashes the file once', async () => {
    await open();
    expect(await model.sha256Of(signal, ignore)).toBe(sha256Of(bytes));
    const read = vi.spyOn(Blob.prototype, 'arrayBuffer');
    expect(await model.sha256Of(signal, ignore)).toBe(sha256Of(bytes));
    expect(read).not.toHaveBeenCalled();
  });
});

describe('the engine', () => {
  it('is awaited by questions during the choice, if they need it', async () => {
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
    const counts = questionsTo(waiting, 2).countsOf(tensor!, { pattern: twoOfFour }, signal);
    // This does not need an engine. Counts by the previous engine would be complete at the same time.
    const drawn = questionsTo(waiting, 3).tensorMapOf(tensor!, byRows, signal, ignore);
    await questionsTo(waiting, 4).valueAt(tensor!, 0, 1, signal);
    slow.open();
    expect(await chosen).toMatchObject({ name: 'webgpu' });
    expect(await counts).toMatchObject({ engine: 'webgpu' });
    expect(await drawn).toMatchObject({ counts: { engine: 'webgpu' } });
  });

  it('falls back without a GPU, and gives the reason', async () => {
    expect(await api.chooseEngine('webgpu', ignore)).toMatchObject({
      choice: 'webgpu',
      reason: 'no WebGPU here',
    });
  });
});

it('cancels the job with the number, and no other', async () => {
  const tensor = await openWeight();
  const jobs = [5, 6].map((number) => api.ask(number, id, 'countsOf', [tensor, { pattern: twoOfFour }]));
  api.cancel(5);
  const [first, second] = await Promise.all(jobs);
  expect(() => valueIn(first!)).toThrow(ModelError);
  expect(first).toMatchObject({ error: { code: 'cancelled' } });
  expect(valueIn(second!)).toMatchObject({ nonzeros: 5 });
});

/** A file that the person chose. @param failure of each write */
function chosenFile(failure?: DOMException) {
  const calls: string[] = [];
  const chunks: Uint8Array[] = [];
  const stream = {
    async write(chunk: Uint8Array) {
      calls.push('write');
      if (failure) throw failure;
      chunks.push(chunk.slice());
    },
    close: async () => void calls.push('close'),
    abort: async () => void calls.push('abort'),
  };
  const handle = { createWritable: async () => stream } as unknown as FileSystemFileHandle;
  return { handle, calls, written: () => new Uint8Array(Buffer.concat(chunks)) };
}
