import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session, SessionModel } from '../../src/session/session';
import { type WorkerApi, workerApi } from '../../src/session/workerApi';
import { workerSession } from '../../src/session/workerSession';
import { twoOfFour } from '../../src/sparsity/pattern';
import { buildModel } from '../support/buildModel';
import { type MortalWorker, mortalWorker } from '../support/mortalWorker';
import { denseLayer, errorCodeOf } from '../support/openBytes';

// It reads and analyzes a model of its own, whenever an engine is chosen.
vi.mock('../../src/session/warmUp', () => ({ warmUp: async () => {} }));

const bytes = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));
const noGpu = { adapter: async () => undefined, start: () => Promise.reject(new Error('there is no GPU')) };
const { signal } = new AbortController();
const ignore = () => {};
const byPattern = { pattern: twoOfFour };

/** What a worker does with a question that the test names; all others are answered. */
type Trap = (worker: MortalWorker) => void;

let workers: MortalWorker[];
let session: Session;
/** Called for each question before it is answered: its name and the number of its worker, from 1. */
let onAsk: (name: string, worker: MortalWorker, generation: number) => void;
/** Called with each worker that starts. */
let onStart: (started: MortalWorker) => void;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  workers = [];
  onAsk = ignore;
  onStart = ignore;
  session = workerSession(() => {
    const api = workerApi(noGpu);
    const generation = workers.length + 1;
    const ask: WorkerApi['ask'] = (job, id, name, args, onProgress) => {
      onAsk(name, workers[generation - 1]!, generation);
      return api.ask(job, id, name, args, onProgress);
    };
    const started = mortalWorker({ ...api, ask });
    workers.push(started);
    onStart(started);
    return started.worker;
  });
  await session.chooseEngine('cpu');
});
afterEach(() => {
  for (const { worker } of workers) worker.terminate();
  vi.useRealTimers();
});

const originOf = (content = bytes) =>
  ({ kind: 'file', file: new File([content as Uint8Array<ArrayBuffer>], 'a.tflite') }) as const;
const open = (cancel = signal): Promise<SessionModel> => session.open(originOf(), cancel, ignore);

/** Lets seconds of the page pass, with time for answers in between. */
async function passSeconds(seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed++) {
    vi.advanceTimersByTime(1000);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Springs a trap at the given questions. */
function trap(trapped: (name: string, generation: number) => boolean, spring: Trap): void {
  onAsk = (name, worker, generation) => {
    if (trapped(name, generation)) spring(worker);
  };
}

describe('a worker that is lost', () => {
  it.each<[string, Trap, number]>([
    ['ends without an event', (worker) => worker.die(), 35],
    ['throws an exception outside of a call', (worker) => worker.fail(), 0],
  ])('%s: the question is asked again in the next one, about the same model', async (_what, spring, seconds) => {
    const model = await open();
    const other = await open();
    const [tensor] = model.contents.tensors;
    trap((name, generation) => name === 'comparedCounts' && generation === 1, spring);
    const pair = { before: tensor, after: tensor };
    const answer = model.comparedCounts(other.id, pair, twoOfFour, signal);
    await passSeconds(seconds);
    expect(await answer).toMatchObject({ changes: { kept: 3, added: 0, lost: 0 } });
    expect(workers.map(({ isTerminated }) => isTerminated())).toEqual([true, false]);
  });

  it('while nothing was asked: the next question is answered after some seconds', async () => {
    const model = await open();
    workers[0]!.die();
    await passSeconds(100);
    expect(workers).toHaveLength(1);
    const answer = model.countsOf(model.contents.tensors[0]!, byPattern, signal);
    await passSeconds(11);
    expect(await answer).toMatchObject({ nonzeros: 5, engine: 'cpu' });
  });

  it('twice at the same question: that one is an error, and all else goes on', async () => {
    const model = await open();
    const [tensor] = model.contents.tensors;
    trap(
      (name) => name === 'gzipBytesOf',
      (worker) => worker.die(),
    );
    const deadly = errorCodeOf(() => model.gzipBytesOf(tensor, signal, ignore));
    const harmless = [model.worthOf(tensor, signal), model.countsOf(tensor, byPattern, signal)];
    harmless.push(model.structureOf(tensor, signal) as never);
    await passSeconds(70);
    expect(await deadly).toBe('too-large');
    await passSeconds(5);
    expect(await Promise.all(harmless)).toHaveLength(3);
    expect(await model.countsOf(tensor, byPattern, signal)).toMatchObject({ nonzeros: 5 });
    expect(workers).toHaveLength(3);
  });

  it('says so in a sentence, and that the same can be tried again', async () => {
    const model = await open();
    trap(
      () => true,
      (worker) => worker.fail(),
    );
    const answer = model.countsOf(model.contents.tensors[0]!, byPattern, signal);
    await expect(answer).rejects.toMatchObject({ message: /stopped twice.*try again/, mayPass: true });
  });

  it('after a question was canceled is replaced within seconds', async () => {
    const model = await open();
    const [tensor] = model.contents.tensors;
    trap(
      (name) => name === 'gzipBytesOf',
      (worker) => worker.die(),
    );
    const controller = new AbortController();
    const canceled = errorCodeOf(() => model.gzipBytesOf(tensor, controller.signal, ignore));
    await passSeconds(3);
    controller.abort();
    await passSeconds(6);
    expect(await canceled).toBe('cancelled');
    expect((await open()).contents.tensors).toHaveLength(1);
    expect(workers).toHaveLength(2);
  });

  it('while a file opens: it opens in the next one', async () => {
    workers[0]!.die();
    const opening = open();
    await passSeconds(12);
    expect((await opening).contents.tensors).toHaveLength(1);
  });

  it('a model that was closed is not opened again', async () => {
    const model = await open();
    model.close();
    workers[0]!.fail();
    const answer = errorCodeOf(() => model.countsOf(model.contents.tensors[0]!, byPattern, signal));
    expect(await answer).toBe('cancelled');
  });

  it('a model that is another one by then is not read', async () => {
    let content = bytes;
    const read = async (start: number, end: number) => ({
      bytes: content.slice(start, end) as Uint8Array<ArrayBuffer>,
      byteLength: content.length,
    });
    const model = await session.open({ kind: 'host', name: 'a', byteLength: bytes.length, read }, signal, ignore);
    content = buildModel(denseLayer({ shape: [4, 2], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));
    workers[0]!.fail();
    expect(await errorCodeOf(() => model.countsOf(model.contents.tensors[0]!, byPattern, signal))).toBe('changed');
  });

  it('the engine is chosen again', async () => {
    const listener = vi.fn();
    session.onEngineChange(listener);
    await session.chooseEngine('wasm');
    const model = await open();
    workers[0]!.fail();
    expect(await model.countsOf(model.contents.tensors[0]!, byPattern, signal)).toMatchObject({ engine: 'wasm' });
    expect(listener).not.toHaveBeenCalled();
  });
});

it('a worker that takes long, but answers, is not replaced', async () => {
  const model = await open();
  let answer = (): void => {};
  const gate = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const file = originOf().file;
  Object.defineProperty(file, 'slice', { value: () => ({ arrayBuffer: () => gate.then(() => bytes.slice().buffer) }) });
  const slow = session.open({ kind: 'file', file }, signal, ignore);
  await passSeconds(300);
  expect(workers).toHaveLength(1);
  expect(await model.countsOf(model.contents.tensors[0]!, byPattern, signal)).toMatchObject({ nonzeros: 5 });
  answer();
  await slow.catch(() => {});
});

it('a worker that does not start is reported, and the next call starts another', async () => {
  const started: MortalWorker[] = [];
  const failing = workerSession(() => {
    const next = mortalWorker(workerApi(noGpu));
    started.push(next);
    if (started.length === 1) next.die();
    return next.worker;
  });
  const choice = failing.chooseEngine('cpu');
  started[0]!.fail();
  await expect(choice).rejects.toMatchObject({ code: 'unsupported-type', message: /did not start.*module workers/ });
  expect(await failing.chooseEngine('cpu')).toMatchObject({ name: 'cpu' });
  for (const { worker } of started) worker.terminate();
});

it('a later worker that does not start is reported with another reason, and the next call starts another', async () => {
  const model = await open();
  let isOnline = false;
  const count = () => model.countsOf(model.contents.tensors[0]!, byPattern, signal);
  onStart = (started) => {
    if (isOnline) return;
    started.die();
    queueMicrotask(() => started.fail());
  };
  workers[0]!.fail();
  await expect(count()).rejects.toMatchObject({ code: 'network', message: /could not be loaded again/, mayPass: true });
  isOnline = true;
  expect(await count()).toMatchObject({ nonzeros: 5 });
});
