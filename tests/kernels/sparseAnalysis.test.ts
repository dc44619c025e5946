import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { ModelError } from '../../src/modelError';
import type { Analysis } from '../../src/sparsity/analysis';
import type { Engine } from '../../src/sparsity/engine';
import type { ZerosPattern } from '../../src/sparsity/pattern';
import { buildModel, storedSparse, type TensorDescription } from '../support/buildModel';
import { seededRandom } from '../support/matrices';
import { denseLayer, openBytes } from '../support/openBytes';

type Layout = Parameters<typeof storedSparse>[2];
type Case = { readonly shape: readonly number[]; readonly layout: Layout; readonly isInRows: boolean };

const wasm = wasmEngine()!;

/** Shapes with layouts of their values. Those that are not in rows are read without the kernel. */
const cases: readonly Case[] = [
  { shape: [7, 45], layout: { formats: 'dc' }, isInRows: true },
  { shape: [3, 700], layout: { formats: 'dc', indexWidths: 16 }, isInRows: true },
  { shape: [40, 1], layout: { formats: 'dc', indexWidths: 8 }, isInRows: true },
  { shape: [3, 2, 2, 9], layout: { formats: 'dddc', segmentWidths: 16, indexWidths: 8 }, isInRows: true },
  { shape: [3, 2, 2, 9], layout: { formats: 'ddcd' }, isInRows: true },
  { shape: [6, 72], layout: { formats: 'dcd', blockMap: [1], blockSizes: [4], indexWidths: 16 }, isInRows: true },
  { shape: [5, 64], layout: { formats: 'dcd', blockMap: [1], blockSizes: [16], indexWidths: 8 }, isInRows: true },
  { shape: [6, 33], layout: { formats: 'dcd', blockMap: [1], blockSizes: [3] }, isInRows: true },
  { shape: [8, 66], layout: { formats: 'dcdd', blockMap: [0, 1], blockSizes: [2, 2] }, isInRows: true },
  {
    shape: [8, 20],
    layout: { formats: 'dcdd', blockMap: [0, 1], blockSizes: [4, 4], segmentWidths: 8 },
    isInRows: true,
  },
  { shape: [8, 20], layout: { formats: 'dcd', blockMap: [0], blockSizes: [4] }, isInRows: true },
  { shape: [6, 8], layout: { formats: 'dc', order: [1, 0] }, isInRows: false },
  { shape: [6, 8], layout: { formats: 'cc' }, isInRows: false },
  { shape: [6, 8], layout: { formats: 'dd' }, isInRows: false },
  {
    shape: [6, 8],
    layout: { formats: 'dcdd', order: [1, 0, 2, 3], blockMap: [0, 1], blockSizes: [3, 4] },
    isInRows: false,
  },
];

const patterns: readonly ZerosPattern[] = [
  { zeros: 2, of: 4 },
  { zeros: 1, of: 2 },
  { zeros: 9, of: 16 },
  { zeros: 3, of: 5 },
];

const types = ['FLOAT32', 'FLOAT16', 'INT8', 'INT16', 'INT32', 'INT64', 'INT4'] as const;

const anyTensor = fc
  .record({
    one: fc.constantFrom(...cases),
    type: fc.constantFrom(...types),
    density: fc.constantFrom(0, 0.1, 0.5, 1),
    zeroPoint: fc.constantFrom(0, 0, 3),
    seed: fc.integer(),
  })
  .map(({ one, type, density, zeroPoint, seed }): TensorDescription & { readonly isInRows: boolean } => {
    const random = seededRandom(seed);
    const elements = one.shape.reduce((product, size) => product * size, 1);
    const values = Array.from({ length: elements }, () => (random() < density ? 1 + Math.floor(random() * 6) : 0));
    const stored = storedSparse(values, one.shape, one.layout);
    // Stored values can be zero, too.
    const data = stored.data.map((value) => (random() < 0.1 ? 0 : value));
    const isQuantized = !type.startsWith('FLOAT');
    const quantization = { scale: 0.5, zeroPoint };
    return { ...stored, data, type, isInRows: one.isInRows, ...(isQuantized && { quantization }) };
  });

/** An engine that counts how many sparse analyses it completes. */
function countingEngine(): { readonly engine: Engine; completed: number } {
  const counting = {
    completed: 0,
    engine: {
      ...wasm,
      async sparseAnalysisOf(...work: Parameters<NonNullable<Engine['sparseAnalysisOf']>>) {
        const analysis = await wasm.sparseAnalysisOf!(...work);
        if (analysis) counting.completed++;
        return analysis;
      },
    },
  };
  return counting;
}

/** Mask and summary, or the error. @param engine default: CPU */
async function outcomeOf(file: Uint8Array, pattern: ZerosPattern, threshold: number, engine?: Engine) {
  try {
    const opened = await openBytes(file, engine);
    const [tensor] = opened.contents.tensors;
    const analysis: Analysis = await opened.analysisOf(tensor, pattern, undefined, undefined, threshold);
    return { mask: analysis.mask, summary: analysis.summary };
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    return { code: thrown.code, message: thrown.message };
  }
}

it('gives the same bits as the CPU engine for 1,000 stored-sparse tensors', async () => {
  const thresholds = fc.constantFrom(0, 0, 0.6, 1.5);
  await fc.assert(
    fc.asyncProperty(anyTensor, fc.constantFrom(...patterns), thresholds, async (tensor, pattern, threshold) => {
      const { isInRows, ...description } = tensor;
      const file = buildModel(denseLayer(description));
      const counting = countingEngine();
      expect(await outcomeOf(file, pattern, threshold, counting.engine)).toEqual(
        await outcomeOf(file, pattern, threshold),
      );
      expect(counting.completed).toBe(isInRows ? 1 : 0);
    }),
    { numRuns: 1000 },
  );
});

it('reports the same errors as the CPU engine for damaged encodings', async () => {
  const damage = fc.record({
    of: fc.constantFrom('indices', 'indices', 'segments'),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    value: fc.oneof(fc.integer({ min: -3, max: 50 }), fc.constantFrom(255, 65_535, 2 ** 31 - 1, -(2 ** 31))),
  });
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyTensor, damage, fc.constantFrom(...patterns), async (tensor, { of, at, value }, pattern) => {
      const { isInRows, ...description } = tensor;
      const levels = description.sparsity!.levels!.map((level) => {
        if (level.format === 'dense') return level;
        const { width, values } = level[of as 'indices' | 'segments']!;
        if (values.length === 0) return level;
        const changed = values.with(
          Math.floor(at * values.length),
          width === 32 ? value : Math.abs(value) % 2 ** width,
        );
        return { ...level, [of]: { width, values: changed } };
      });
      const file = buildModel(denseLayer({ ...description, sparsity: { ...description.sparsity, levels } }));
      const expected = await outcomeOf(file, pattern, 0);
      expect(await outcomeOf(file, pattern, 0, wasm)).toEqual(expected);
      seen.add('message' in expected ? expected.message!.replace(/-?\d+/g, 'N') : 'read');
    }),
    { numRuns: 1000 },
  );
  expect([...seen].sort()).toEqual(
    expect.arrayContaining([expect.stringContaining('an index of level'), expect.stringContaining('segments'), 'read']),
  );
});

const entryCases = [
  { indexWidths: 8, length: 1, formats: 'dc' },
  { indexWidths: 16, length: 1, formats: 'dc' },
  { indexWidths: 32, length: 1, formats: 'dc' },
  { indexWidths: 8, length: 3, formats: 'dcd', blockMap: [1], blockSizes: [3] },
  { indexWidths: 16, length: 4, formats: 'dcd', blockMap: [1], blockSizes: [4] },
] as const;

it.each(entryCases)(
  'finds each index of $indexWidths bits, of $length weights, that is outside or occurs twice',
  async ({ length, ...layout }) => {
    const { indexWidths } = layout;
    const [rows, entries] = [2, 200];
    const columns = entries * length;
    const weights = Array.from({ length: rows * columns }, (_, i) => Math.floor(i / length) % 2);
    const tensor = storedSparse(weights, [rows, columns], layout);
    const level = tensor.sparsity!.levels![1];
    if (level.format === 'dense') throw new Error('expected a CSR level');
    const { values } = level.indices!;
    const outcomeWith = async (changed: readonly number[]) => {
      const levels = tensor.sparsity!.levels!.with(1, { ...level, indices: { width: indexWidths, values: changed } });
      const file = buildModel(denseLayer({ ...tensor, type: 'INT8', sparsity: { ...tensor.sparsity, levels } }));
      const counting = countingEngine();
      const [found, expected] = [
        await outcomeOf(file, patterns[0], 0, counting.engine),
        await outcomeOf(file, patterns[0], 0),
      ];
      expect(found).toEqual(expected);
      return { code: 'code' in found ? found.code : undefined, completed: counting.completed };
    };
    for (let at = 1; at < values.length; at += 3) {
      const other = at - 1;
      expect(await outcomeWith(values.with(at, entries))).toEqual({ code: 'bad-sparsity', completed: 0 });
      if (at === 100) continue; // in another row
      expect(await outcomeWith(values.with(at, values[other]))).toEqual({ code: 'bad-sparsity', completed: 0 });
      // All values are nonzero, so that their order does not matter.
      const swapped = values.with(at, values[other]).with(other, values[at]);
      expect(await outcomeWith(swapped)).toEqual({ code: undefined, completed: 1 });
    }
  },
);

it('reads tensors of several windows, and rows that are longer than one', async () => {
  for (const shape of [
    [600, 1024],
    [2, 300_001],
  ]) {
    const random = seededRandom(shape[0]);
    const weights = Array.from({ length: shape[0] * shape[1] }, () =>
      random() < 0.5 ? 0 : 1 + Math.floor(random() * 9),
    );
    const file = buildModel(denseLayer({ ...storedSparse(weights, shape, { formats: 'dc' }), type: 'INT8' }));
    const counting = countingEngine();
    expect(await outcomeOf(file, patterns[0], 0, counting.engine)).toEqual(await outcomeOf(file, patterns[0], 0));
    expect(counting.completed).toBe(1);
  }
});
