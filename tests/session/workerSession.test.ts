import { gzipSync } from 'node:zlib';
import { expose } from 'comlink';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RelayedRead } from '../../src/bytes/relayedSource';
import type { Session, SessionModel } from '../../src/session/session';
import { workerApi } from '../../src/session/workerApi';
import { workerSession } from '../../src/session/workerSession';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { TensorCounts } from '../../src/sparsity/report';
import { defaultView, viewOf } from '../../src/views/matrixView';
import { buildModel } from '../support/buildModel';
import { maskText } from '../support/matrices';
import { denseLayer, reportOfBytes } from '../support/openBytes';

const bytes = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));
const noGpu = { adapter: async () => undefined, start: () => Promise.reject(new Error('there is no GPU')) };
const drawing = { pattern: twoOfFour, view: defaultView };
const { signal } = new AbortController();
const ignore = () => {};

let channel: MessageChannel;
let session: Session;
beforeEach(async () => {
  channel = new MessageChannel();
  expose(workerApi(noGpu), channel.port2);
  session = workerSession(() => channel.port1 as unknown as Worker);
  await session.chooseEngine('cpu');
});
afterEach(() => {
  channel.port1.close();
  channel.port2.close();
});

function openBytes(content: Uint8Array, cancel = signal, gate = Promise.resolve()): Promise<SessionModel> {
  const read: RelayedRead = async (start, end) => {
    await gate;
    return { bytes: content.slice(start, end) as Uint8Array<ArrayBuffer>, byteLength: content.length };
  };
  const origin = { kind: 'host', name: 'a.tflite', address: 'a.tflite', byteLength: content.length, read } as const;
  return session.open(origin, cancel, ignore);
}

it('answers every question across threads', async () => {
  const model = await openBytes(bytes);
  const [tensor] = model.contents.tensors;
  const view = viewOf(tensor, defaultView);
  const window = { rowStart: 1, rowEnd: 2, columnStart: 0, columnEnd: 4 };
  const pair = { before: tensor, after: tensor };
  const { tensorMap } = await model.tensorMapOf(tensor, drawing, signal, ignore);
  expect(maskText(tensorMap.pyramid.mask)).toEqual(['.#..', '####']);
  const { patternMap } = await model.patternMapOf(tensor, drawing, signal, ignore);
  expect(patternMap.violationCount).toBe(1);
  expect(await model.countsOf(tensor, { pattern: twoOfFour, threshold: 2 }, signal)).toMatchObject({ nonzeros: 3 });
  expect(await model.structureOf(tensor, signal)).toMatchObject({ kind: 'unstructured' });
  expect(await model.blockFillsOf(tensor, 4, signal)).toEqual([0, 1, 0, 0, 1]);
  expect(await model.quantizationOf(tensor, signal)).toEqual({ kind: 'none' });
  const { sizes, targets } = (await reportOfBytes(bytes)).tensors[0] as TensorCounts;
  expect(await model.worthOf(tensor, signal)).toEqual({ sizes, targets, isProvisional: false });
  expect(await model.gzipBytesOf(tensor, signal, ignore)).toBe(gzipSync(Uint8Array.of(0, 3, 0, 0, 1, 2, 3, 4)).length);
  const shares: number[] = [];
  const report = await model.reportOn(twoOfFour, signal, (share) => shares.push(share));
  expect(report).toEqual(await reportOfBytes(bytes));
  expect(shares).toContain(0.5);
  expect((await model.reviewOf!(twoOfFour, signal, ignore)).report).toEqual(report);
  expect(await model.sha256Of(signal, ignore)).toBe(report.model.sha256);
  const other = await openBytes(bytes);
  const changes = { kept: 3, added: 0, lost: 0 };
  expect(await model.comparedCounts(other.id, pair, twoOfFour, signal)).toMatchObject({ changes });
  expect(await model.comparedMap(other.id, pair, twoOfFour, view, signal)).toMatchObject({ map: { changes } });
  expect((await model.magnitudesOf(tensor, view, signal, ignore)).levels).not.toHaveLength(0);
  expect([...(await model.magnitudeHistogramOf(tensor, signal, ignore)).bins.largest]).toEqual([1, 2, 3, 4]);
  expect([...(await model.windowValuesOf(tensor, view, window, signal)).values]).toEqual([1, 2, 3, 4]);
  expect(await model.valueAt(tensor, 1, 2, signal)).toMatchObject({ stored: 3 });
  const pruned = await model.prunedOf(tensor, { pattern: twoOfFour }, view, twoOfFour, signal, ignore);
  expect(maskText(pruned.removed.mask)).toEqual(['....', '##..']);
  expect(await model.prunedEnergyOf(tensor, { sparsity: 0.75 }, signal)).toEqual({ total: 39, kept: 25 });
  expect(await model.channelOrderOf(tensor, { zeros: 1, of: 2 }, signal, ignore)).toMatchObject({
    order: { length: 4 },
  });
});

it('rejects with the code of a ModelError', async () => {
  await expect(openBytes(new Uint8Array(100))).rejects.toMatchObject({ code: 'not-tflite' });
  const model = await openBytes(bytes);
  const [tensor] = model.contents.tensors;
  model.close();
  await expect(model.countsOf(tensor, drawing, signal)).rejects.toMatchObject({ code: 'cancelled' });
});

it('cancels work before and after it is sent to the worker', async () => {
  const controller = new AbortController();
  let openGate = () => {};
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  const opening = openBytes(bytes, controller.signal, gate);
  controller.abort();
  openGate();
  await expect(opening).rejects.toMatchObject({ code: 'cancelled' });

  const model = await openBytes(bytes);
  const [tensor] = model.contents.tensors;
  const never = model.countsOf(tensor, drawing, controller.signal);
  await expect(never).rejects.toMatchObject({ code: 'cancelled', message: 'canceled' });
  expect(await model.countsOf(tensor, drawing, signal)).toMatchObject({ nonzeros: 5 });
});

it('transfers masks instead of copying them', async () => {
  const sent = vi.spyOn(MessagePort.prototype, 'postMessage');
  const model = await openBytes(bytes);
  const [tensor] = model.contents.tensors;
  sent.mockClear();
  await model.tensorMapOf(tensor, drawing, signal, ignore);
  const transferred = sent.mock.calls.flatMap(([, list]) => (Array.isArray(list) ? list : []));
  const buffers = transferred.filter((item) => item instanceof ArrayBuffer);
  // Mask, levels, margins and summary, and the pyramid of the marks.
  expect(buffers.length).toBeGreaterThan(6);
  sent.mockRestore();
});
