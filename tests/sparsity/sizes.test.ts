import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { emptyMask, setBit } from '../../src/sparsity/mask';
import { maskCountsOf } from '../../src/sparsity/maskCounts';
import { sizesOf, type TensorSizes } from '../../src/sparsity/sizes';
import { elementFormat } from '../../src/tflite/elementTypes';
import { buildModel, storedSparse, type TensorDescription } from '../support/buildModel';
import { decodedPrunedLayer } from '../support/encodedWeights';
import { denseLayer, denseLayerReport, reportOfBytes } from '../support/openBytes';
import type { ElementTypeName } from '../support/packing';
import type { IndexVector, IndexWidth, SparseLayout } from '../support/storedSparse';

async function sizesInReport(weights: TensorDescription): Promise<TensorSizes> {
  const report = await denseLayerReport(weights);
  return report.sizes as TensorSizes;
}

/** Sizes of dense values, without a model. */
async function sizesOfValues(
  type: keyof typeof valueBytes,
  values: readonly number[],
  shape: readonly number[],
): Promise<TensorSizes> {
  const columnCount = shape.at(-1)!;
  const mask = emptyMask(values.length / columnCount, columnCount);
  values.forEach((value, i) => {
    if (value !== 0) setBit(mask, Math.floor(i / columnCount), i % columnCount);
  });
  const bytes = values.length * valueBytes[type];
  const format = elementFormat(type)!;
  return sizesOf(await maskCountsOf(mask, cpuEngine()), {
    tensor: { shape, type },
    format,
    zeroIsZero: true,
    isDecodable: true,
    stored: bytes,
    dense: bytes,
  });
}

const valueBytes = { INT8: 1, FLOAT16: 2, FLOAT32: 4 } as const;

/** The narrowest numbers for a vector, as the converter chooses them. */
function narrowest(values: readonly number[]): IndexWidth {
  const max = values.reduce((a, b) => Math.max(a, b), 0);
  if (max < 256) return 8;
  return max < 65536 ? 16 : 32;
}

/** Stores values sparse and counts what is written: values, segments and indices. */
function writtenBytes(type: keyof typeof valueBytes, values: number[], shape: number[], layout: SparseLayout): number {
  const { sparsity, data } = storedSparse(values, shape, layout);
  const bytesOf = ({ values: numbers }: IndexVector) => (numbers.length * narrowest(numbers)) / 8;
  const vectors = sparsity.levels!.flatMap((level) =>
    level.format === 'csr' ? [level.segments!, level.indices!] : [],
  );
  return data.length * valueBytes[type] + vectors.reduce((sum, vector) => sum + bytesOf(vector), 0);
}

const csrOf = (rank: number): SparseLayout => ({ formats: `${'d'.repeat(rank - 1)}c` });
const blocksOf = (rank: number, size: number): SparseLayout => ({
  ...{ formats: `${'d'.repeat(rank - 1)}cd`, blockMap: [rank - 1], blockSizes: [size] },
});

const randomTensor = fc
  .record({
    type: fc.constantFrom('INT8', 'FLOAT16', 'FLOAT32'),
    outer: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
    // Index widths change at 256 columns, and at 256 blocks.
    columns: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(16, 32, 255, 256, 257, 260, 1024, 4096, 4112)),
    density: fc.constantFrom(0, 0.02, 0.3, 0.7, 1),
    seed: fc.integer(),
  })
  .map(({ type, outer, columns, density, seed }) => {
    // Large tensors take the writer long.
    const shape = columns > 300 ? [Math.min(...outer), columns] : [...outer, columns];
    let state = seed >>> 0;
    const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32 < density ? 1 + (state % 7) : 0;
    });
    return { type: type as keyof typeof valueBytes, shape, values };
  });

describe('sizes of a tensor', () => {
  it('in sparse encodings are what a writer writes', async () => {
    let inBlocks = 0;
    await fc.assert(
      fc.asyncProperty(randomTensor, async ({ type, shape, values }) => {
        const sizes = await sizesOfValues(type, values, shape);
        const { length } = shape;
        const expected = (size: number) =>
          shape.at(-1)! % size === 0 ? writtenBytes(type, values, shape, blocksOf(length, size)) : undefined;
        expect(sizes.csr).toBe(writtenBytes(type, values, shape, csrOf(length)));
        expect(sizes['block:1x4']).toBe(expected(4));
        expect(sizes['block:1x16']).toBe(expected(16));
        if (sizes['block:1x16'] !== undefined) inBlocks++;
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect(inBlocks).toBeGreaterThan(100);
  });

  it('as stored sparse are those of its values and indices in the file', async () => {
    const values = Array.from({ length: 3 * 300 }, (_, i) => (i % 5 === 0 ? 1 : 0));
    const layout = { formats: 'dc', segmentWidths: 8, indexWidths: 16 } as const;
    const sizes = await sizesInReport({ type: 'INT8', ...storedSparse(values, [3, 300], layout) });
    expect(sizes).toMatchObject({ stored: 180 + 4 + 360, dense: 900, csr: 180 + 4 + 360 });
  });

  it('with a wider segment than index', async () => {
    // 400 entries need segments of 16 bits, 40 columns indices of 8.
    const sizes = await sizesInReport({ type: 'INT8', shape: [10, 40], data: Array(400).fill(1) });
    expect(sizes.csr).toBe(400 + 11 * 2 + 400);
  });

  it('leave out encodings that cannot hold it', async () => {
    const data = [3, 3, 1, 3, 3, 1, 3, 3];
    const quantization = { scale: 1, zeroPoint: 3 };
    // Sparse encodings read 0 for what is not stored.
    expect(Object.keys(await sizesInReport({ type: 'INT8', shape: [2, 4], data, quantization }))).toEqual([
      ...['stored', 'dense', 'packed2of4', 'tflm-decode'],
    ]);
    expect(Object.keys(await sizesInReport({ type: 'INT4', shape: [1, 4], data: [1, 1, 1, 0] }))).toEqual([
      'stored',
      'dense',
    ]);
    expect(Object.keys(await sizesInReport({ type: 'FLOAT32', shape: [8], data: Array(8).fill(0) }))).toEqual([
      ...['stored', 'dense', 'packed2of4', 'tflm-decode'],
    ]);
    expect(await sizesOfValues('INT8', [], [0, 4])).toEqual({ stored: 0, dense: 0 });
  });

  it('packed as 2 of 4 are two values and four bits per block, also of a short one', async () => {
    const packed = async (type: ElementTypeName, shape: number[], data: number[]) =>
      (await sizesInReport({ type, shape, data })).packed2of4;
    expect(await packed('FLOAT32', [1, 8], [1, 1, 0, 0, 0, 0, 0, 0])).toBe(2 * 8 + 1);
    expect(await packed('INT8', [2, 5], [1, 1, 0, 0, 1, 0, 0, 1, 1, 0])).toBe(4 * 2 + 2);
    expect(await packed('INT8', [1, 4], [1, 1, 1, 0])).toBeUndefined();
  });

  it('for TFLM_DECODE are those of the encoded tensors', async () => {
    const values = Array.from({ length: 77 }, (_, i) => BigInt(i % 3));
    const model = decodedPrunedLayer({ shape: [7, 11], type: 'INT16', bits: 16, values }, Array<bigint>(77).fill(0n));
    const [report] = (await reportOfBytes(buildModel(model))).tensors;
    if ('error' in report) throw new Error(report.error.message);
    const { stored, 'tflm-decode': decoded } = report.sizes!;
    expect(decoded).toBe(stored);
    const dense = denseLayer({ shape: [7, 11], type: 'INT16', data: values.map(Number) });
    const [same] = (await reportOfBytes(buildModel(dense))).tensors;
    expect('sizes' in same && same.sizes!['tflm-decode']).toBe(decoded);
  });
});
