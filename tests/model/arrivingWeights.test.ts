import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { withRecentReads } from '../../src/bytes/recentReads';
import { urlSource } from '../../src/bytes/urlSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import type { Engine } from '../../src/sparsity/engine';
import { twoOfFour } from '../../src/sparsity/pattern';
import { buildModel } from '../support/buildModel';
import { seededRandom } from '../support/matrices';
import { denseLayer, openBytes, openSource } from '../support/openBytes';
import { quickNetwork } from '../support/quickNetwork';

const address = 'https://example.org/a.tflite';
// Also as INT4 larger than the first request, so that the weights need another.
const [rowCount, columnCount] = [601, 173];

afterEach(() => vi.unstubAllGlobals());

/** How a server answers: the sizes of the parts, over and over, and how often it loses the connection in the middle of a range. */
type Conduct = { readonly sizes: readonly number[]; readonly losses: number; readonly ignoresRanges: boolean };

/** Answers requests as given. @param rest when the rest of the weights is sent @returns the ranges that were requested */
function answerWith(file: Uint8Array, { sizes, losses, ignoresRanges }: Conduct, rest?: Promise<void>): string[] {
  const requested: string[] = [];
  const answer = async (_address: string, init: RequestInit): Promise<Response> => {
    const range = (!ignoresRanges && new Headers(init.headers).get('range')) || 'bytes=0-';
    requested.push(range);
    const [start, end = file.length] = [...range.matchAll(/\d+/g)].map(Number);
    const body = file.slice(start, end + 1);
    const isLost = start > 0 && requested.filter((other) => other === range).length <= losses;
    const headers = { 'content-range': `bytes ${start}-${start + body.length - 1}/${file.length}` };
    const stream = streamed(body, sizes, isLost, start > 0 ? rest : undefined);
    return range === 'bytes=0-' ? new Response(stream) : new Response(stream, { status: 206, headers });
  };
  vi.stubGlobal('fetch', answer);
  return requested;
}

function streamed(body: Uint8Array, sizes: readonly number[], isLost: boolean, rest?: Promise<void>) {
  let [at, count] = [0, 0];
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (at > 0) await rest;
      if (isLost && at > body.length / 2) return controller.error(new Error('lost'));
      if (at >= body.length) return controller.close();
      const size = sizes[count++ % sizes.length];
      controller.enqueue(body.slice(at, at + size));
      at += size;
    },
  });
}

const types = ['FLOAT32', 'INT8', 'INT4'] as const;

const files = new Map(types.map((type) => [type, randomLayer(type)]));

function randomLayer(type: (typeof types)[number]): Uint8Array {
  const random = seededRandom(columnCount);
  const data = Array.from({ length: rowCount * columnCount }, () => (random() < 0.5 ? 0 : 1));
  return buildModel(denseLayer({ shape: [rowCount, columnCount], type, data }));
}

function openAddress(engine: Engine) {
  return urlSource(address, undefined, undefined, quickNetwork().network).then((source) =>
    openSource(withRecentReads(source), { ...engine, partBytes: 4096 }),
  );
}

const conduct = fc.record({
  // Fewer bytes on average take long.
  sizes: fc
    .array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 })
    .filter((sizes) => sizes.reduce((sum, size) => sum + size, 0) > 1000 * sizes.length),
  losses: fc.integer({ min: 0, max: 4 }),
  ignoresRanges: fc.boolean(),
});

it('analyzes weights that arrive in parts of any size like those of one buffer, and requests them once', async () => {
  const engine = fc.constantFrom(cpuEngine(), wasmEngine()!);
  const property = fc.asyncProperty(fc.constantFrom(...types), engine, conduct, async (type, kernels, how) => {
    const file = files.get(type)!;
    const inMemory = await openBytes(file, kernels);
    const [tensor] = inMemory.contents.tensors;
    const expected = await inMemory.analysisOf(tensor, twoOfFour);
    const requested = answerWith(file, how);
    const opened = await openAddress(kernels);
    const { mask, summary } = await opened.analysisOf(tensor, twoOfFour);
    expect({ mask, summary }).toEqual({ mask: expected.mask, summary: expected.summary });
    const { length } = requested;
    // From the second threshold on, weights are kept.
    for (const threshold of [0, 0.5, 0.25]) await opened.analysisOf(tensor, twoOfFour, undefined, undefined, threshold);
    await opened.realValuesOf(tensor);
    expect(requested).toHaveLength(length);
  });
  await fc.assert(property, { numRuns: 40 });
});

it('analyzes weights before all have arrived', async () => {
  let goOn = (): void => {};
  const isAnalyzed = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  answerWith(files.get('INT8')!, { sizes: [40_000], losses: 0, ignoresRanges: false }, isAnalyzed);
  const cpu = cpuEngine();
  const opened = await openAddress({
    ...cpu,
    analysisOf(...work) {
      goOn();
      return cpu.analysisOf(...work);
    },
  });
  const { summary } = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
  expect(summary.nonzeros).toBeGreaterThan(0);
});
