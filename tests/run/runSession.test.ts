import { expose } from 'comlink';
import { afterEach, expect, it, vi } from 'vitest';
import { ModelError } from '../../src/modelError';
import { runSession } from '../../src/run/runSession';
import { runWorkerApi } from '../../src/run/runWorkerApi';
import { liteRtInNode } from '../support/liteRtInNode';
import { fullyConnectedModel, prunedValues } from '../support/runnableModels';

const random = { kind: 'random', seed: 1, count: 2 } as const;
const { signal } = new AbortController();
const model = () => fullyConnectedModel('float') as Uint8Array<ArrayBuffer>;

afterEach(() => vi.restoreAllMocks());

/** A session whose workers are ports in this thread. */
function session(start = liteRtInNode) {
  const ports: MessagePort[] = [];
  let fail: (event: Event) => void = () => {};
  const opened = runSession(() => {
    const { port1, port2 } = new MessageChannel();
    expose(runWorkerApi(start), port2 as Parameters<typeof expose>[1]);
    ports.push(port1, port2);
    return Object.assign(port1, {
      terminate: () => [port1, port2].map((port) => port.close()),
      addEventListener(type: string, listener: (event: Event) => void) {
        if (type === 'error') fail = listener;
        else MessagePort.prototype.addEventListener.call(port1, type, listener);
      },
    }) as unknown as Worker;
  });
  return { ...opened, fail: () => fail(new Event('error', { cancelable: true })) };
}

it('runs both models, and says how they compute', async () => {
  const done: number[] = [];
  const report = await session().runBoth(model(), model(), random, signal, (count) => done.push(count));
  expect(report).toMatchObject({ examples: 2, changes: [], outputs: [{ differences: { changed: 0 } }] });
  expect(done.at(-1)).toBe(4);
});

it('asks for each pruned model, and passes on why one cannot be pruned', async () => {
  const results: unknown[] = [];
  const pruned = async (tensor: string) => {
    if (tensor === 'b') throw new ModelError('unsupported-type', 'shared');
    return fullyConnectedModel(
      'float',
      prunedValues.map(() => 0),
    ) as Uint8Array<ArrayBuffer>;
  };
  await session().sensitivities(model(), ['a', 'b'], pruned, random, signal, ({ tensor, run, message }) =>
    results.push([tensor, run?.outputs.map(({ differences }) => differences.relative), message]),
  );
  expect(results).toEqual([
    ['a', [1], undefined],
    ['b', undefined, 'shared'],
  ]);
});

it('passes on errors, and reports a worker that fails', async () => {
  const broken = session(() => Promise.reject(new ModelError('network', 'LiteRT did not start')));
  await expect(broken.runBoth(model(), model(), random, signal, () => {})).rejects.toMatchObject({ code: 'network' });
  const silent = session(() => new Promise(() => {}));
  const run = silent.runBoth(model(), model(), random, signal, () => {});
  silent.fail();
  await expect(run).rejects.toThrow('the worker that runs models did not start');
});

it('ends the worker on a cancel', async () => {
  const controller = new AbortController();
  const run = session(() => new Promise(() => {})).runBoth(model(), model(), random, controller.signal, () => {});
  controller.abort();
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
});
