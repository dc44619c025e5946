import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../../src/kernels/cpuEngine';
import { twoOfFour } from '../../../src/sparsity/pattern';
import { buildModel, storedSparse, type TensorDescription } from '../../support/buildModel';
import { maskText, seededRandom } from '../../support/matrices';
import { denseLayer, denseLayerReport, errorCodeOf, openBytes } from '../../support/openBytes';

type Layout = Parameters<typeof storedSparse>[2];

async function maskIn(weights: TensorDescription): Promise<string[]> {
  const opened = await openBytes(buildModel(denseLayer(weights)));
  return maskText((await opened.analysisOf(opened.contents.tensors[0], twoOfFour)).mask);
}

const rows = [0, 3, 0, 0, 0, 0, 0, 0, 5, 0, 0, 7];

describe('mask of a stored-sparse tensor', () => {
  it('has non-zeros where values are stored', async () => {
    expect(await maskIn(storedSparse(rows, [3, 4], { formats: 'dc' }))).toEqual(['.#..', '....', '#..#']);
  });

  it('has zeros where stored values are zero, as in blocks', async () => {
    const layout: Layout = { formats: 'dcd', blockMap: [1], blockSizes: [2] };
    const tensor = storedSparse(rows, [3, 4], layout);
    expect(tensor.data).toEqual([0, 3, 5, 0, 0, 7]);
    expect(await maskIn(tensor)).toEqual(['.#..', '....', '#..#']);
  });

  it('has zeros for a stored -0, and none for NaN', async () => {
    const tensor = storedSparse([1, 2, 3, 4], [2, 2], { formats: 'dc' });
    expect(await maskIn({ ...tensor, data: [-0, Number.NaN, 0, 1] })).toEqual(['.#', '.#']);
  });

  it('is the same if the stored values are processed in several parts', async () => {
    const random = seededRandom(5);
    const weights = Array.from({ length: 700 * 1024 }, () => (random() < 0.5 ? 0 : 1 + Math.floor(random() * 100)));
    const dense = await maskIn({ shape: [700, 1024], type: 'INT8', data: weights });
    const sparse = storedSparse(weights, [700, 1024], { formats: 'dc' });
    expect(sparse.data!.length).toBeGreaterThan(2 ** 18);
    expect(await maskIn({ ...sparse, type: 'INT8' })).toEqual(dense);
  });

  it('can be cancelled', async () => {
    const weights = new Array(600 * 1024).fill(1);
    const model = buildModel(denseLayer({ ...storedSparse(weights, [600, 1024], { formats: 'dc' }), type: 'INT8' }));
    const cpu = cpuEngine();
    const canceling = new AbortController();
    let asked = 0;
    const opened = await openBytes(model, {
      ...cpu,
      analysisOf(...work) {
        asked++;
        canceling.abort();
        return cpu.analysisOf(...work);
      },
    });
    const [tensor] = opened.contents.tensors;
    expect(await errorCodeOf(() => opened.analysisOf(tensor, twoOfFour, canceling.signal))).toBe('cancelled');
    expect(asked).toBe(1);
  });

  it('is all zero if nothing is stored', async () => {
    const tensor = storedSparse(new Array(8).fill(0), [2, 4], { formats: 'dc' });
    expect(await denseLayerReport(tensor)).toMatchObject({
      encoding: 'sparse',
      elements: 8,
      nonzeros: 0,
      conforms: true,
    });
  });

  it('has zeros for elements that are not stored, and for stored zero points', async () => {
    const tensor = storedSparse([1, 2, 0, 1], [2, 2], { formats: 'dc' });
    const quantization = { scale: 1, zeroPoint: 1 };
    expect(await maskIn({ ...tensor, type: 'INT8', quantization })).toEqual(['.#', '..']);
  });

  it.each<[string, number[], Layout]>([
    ['by rows', [6, 8], { formats: 'dc' }],
    ['by columns', [6, 8], { formats: 'dc', order: [1, 0] }],
    ['both compressed', [6, 8], { formats: 'cc' }],
    ['both dense', [6, 8], { formats: 'dd' }],
    ['filters, as MediaPipe stores them', [3, 2, 2, 4], { formats: 'dddc', segmentWidths: 16, indexWidths: 8 }],
    ['indices of 8, segments of 32 bits', [6, 8], { formats: 'dc', segmentWidths: 32, indexWidths: 8 }],
    ['blocks of 1x4', [6, 8], { formats: 'dcd', blockMap: [1], blockSizes: [4], indexWidths: 16 }],
    ['blocks of 2x2', [6, 8], { formats: 'dcdd', blockMap: [0, 1], blockSizes: [2, 2] }],
    ['blocks by columns', [6, 8], { formats: 'dcdd', order: [1, 0, 2, 3], blockMap: [0, 1], blockSizes: [3, 4] }],
  ])('equals the mask of the same weights stored densely: %s', async (_, shape, layout) => {
    const random = seededRandom(shape.length);
    const values = Array.from({ length: 48 }, () => (random() < 0.6 ? 0 : Math.ceil(random() * 9)));
    for (const type of ['FLOAT32', 'FLOAT16', 'INT8'] as const) {
      const stored = { ...storedSparse(values, shape, layout), type };
      expect(await maskIn(stored)).toEqual(await maskIn({ shape, type, data: values }));
    }
  });

  it('gives the value of each stored weight', async () => {
    const tensor = storedSparse(rows, [3, 4], { formats: 'dcd', blockMap: [1], blockSizes: [2] });
    const opened = await openBytes(buildModel(denseLayer(tensor)));
    const [weights] = opened.contents.tensors;
    const valueAt = async (_: number, element: number) =>
      (await opened.valueAt(weights, Math.floor(element / 4), element % 4)).stored;
    const none = undefined;
    expect(await Promise.all(rows.map(valueAt))).toEqual([0, 3, none, none, none, none, none, none, 5, 0, 0, 7]);
  });
});

describe('invalid sparse encoding', () => {
  const tensor = storedSparse(rows, [3, 4], { formats: 'dc' });
  const levels = tensor.sparsity.levels!;
  const segments = (...values: number[]) => ({ width: 32 as const, values });

  it.each<[string, TensorDescription]>([
    ['too few levels', { ...tensor, sparsity: { ...tensor.sparsity, levels: levels.slice(0, 1) } }],
    ['no levels at all', { ...tensor, sparsity: {} }],
    ['a dimension walked twice', { ...tensor, sparsity: { ...tensor.sparsity, traversalOrder: [0, 0] } }],
    ['a dimension that is not there', { ...tensor, sparsity: { ...tensor.sparsity, traversalOrder: [0, 9] } }],
    ['blocks of a dimension that is not there', { ...tensor, sparsity: { ...tensor.sparsity, blockMap: [7] } }],
    [
      'a dense level of the wrong size',
      { ...tensor, sparsity: { ...tensor.sparsity, levels: [{ format: 'dense', size: 9 }, levels[1]] } },
    ],
    [
      'no indices',
      {
        ...tensor,
        sparsity: { ...tensor.sparsity, levels: [levels[0], { format: 'csr', segments: segments(0, 1, 1, 3) }] },
      },
    ],
    ...[
      ['segments that descend', segments(0, 2, 1, 3), segments(1, 0, 3)],
      ['segments that begin after 0', segments(1, 1, 1, 3), segments(1, 0, 3)],
      ['too few segments', segments(0, 1, 3), segments(1, 0, 3)],
      ['segments past the indices', segments(0, 1, 1, 99), segments(1, 0, 3)],
      ['a negative segment', segments(0, 1, -1, 3), segments(1, 0, 3)],
      ['an index past the row', segments(0, 1, 1, 3), segments(1, 0, 4)],
      ['a negative index', segments(0, 1, 1, 3), segments(1, 0, -1)],
    ].map(([what, rowSegments, indices]): [string, TensorDescription] => {
      const level = { format: 'csr', segments: rowSegments, indices } as (typeof levels)[1];
      return [what as string, { ...tensor, sparsity: { ...tensor.sparsity, levels: [levels[0], level] } }];
    }),
    ['fewer values than indices', { ...tensor, data: [3, 5] }],
  ])('affects its tensor: %s', async (_, damaged) => {
    expect(await denseLayerReport(damaged)).toMatchObject({ encoding: 'sparse', error: { code: 'bad-sparsity' } });
  });

  it('is checked for each question, also without an analysis before', async () => {
    const level = { format: 'csr', segments: segments(0, 1, 1, 3), indices: segments(1, 0, 4) } as const;
    const damaged = { ...tensor, sparsity: { ...tensor.sparsity, levels: [levels[0], level] } };
    const opened = await openBytes(buildModel(denseLayer(damaged)));
    const [weights] = opened.contents.tensors;
    expect(await errorCodeOf(() => opened.valueAt(weights, 0, 1))).toBe('bad-sparsity');
    expect(await errorCodeOf(() => opened.magnitudeHistogramOf(weights))).toBe('bad-sparsity');
  });

  it('with a huge product of sizes is rejected before allocation', async () => {
    const huge = { format: 'dense', size: 2 ** 31 - 1 } as const;
    const sparsity = { traversalOrder: [0, 1], levels: [huge, huge] };
    const shape = [2 ** 31 - 1, 2 ** 20];
    for (const damaged of [
      { ...tensor, sparsity },
      { ...tensor, sparsity, shape },
    ]) {
      const report = await denseLayerReport(damaged);
      expect(report.error).toBeDefined();
    }
  });

  it('with long empty levels is not traversed', async () => {
    const huge = { format: 'dense', size: 2 ** 31 - 1 } as const;
    const levels = [huge, huge, { format: 'dense', size: 0 } as const];
    const sparsity = { traversalOrder: [0, 1, 2], levels };
    const report = await denseLayerReport({ ...tensor, sparsity, shape: [2 ** 31 - 1, 2 ** 31 - 1, 0] });
    expect(report).toMatchObject({ elements: 0, nonzeros: 0, blocks: 0, conforms: true });
  });

  it('throws only ModelErrors, for random numbers', async () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 6 }), fc.constantFrom(255, 2 ** 31 - 1, -(2 ** 31)));
    const numbers = fc.array(number, { maxLength: 6 });
    const vector = fc.record({ width: fc.constantFrom<8 | 16 | 32>(8, 16, 32), values: numbers });
    const level = fc.oneof(
      fc.record({ format: fc.constant('dense' as const), size: number }),
      fc.record(
        { format: fc.constant('csr' as const), segments: vector, indices: vector },
        { requiredKeys: ['format'] },
      ),
    );
    const sparsity = fc.record({
      traversalOrder: numbers,
      blockMap: numbers,
      levels: fc.array(level, { maxLength: 4 }),
    });
    const property = fc.asyncProperty(sparsity, async (sparsity) => {
      const report = await denseLayerReport({ ...tensor, sparsity });
      expect('error' in report || 'nonzeros' in report).toBe(true);
    });
    await fc.assert(property, { numRuns: 300 });
  });
});

describe('an index that occurs twice', () => {
  const sparse = storedSparse([1, 2, 3, 4, 5, 6, 7, 8], [2, 4], { formats: 'dc' });

  async function reportWith(indices: readonly number[], width: 8 | 16 | 32) {
    const csr = { format: 'csr', segments: { width: 32, values: [0, 4, 8] }, indices: { width, values: indices } };
    const levels = [{ format: 'dense', size: 2 }, csr] as NonNullable<typeof sparse.sparsity.levels>;
    return denseLayerReport({ ...sparse, sparsity: { ...sparse.sparsity, levels } });
  }

  it.each([8, 16, 32] as const)('is an error, with indices of %i bits', async (width) => {
    expect(await reportWith([0, 1, 2, 3, 0, 2, 2, 3], width)).toMatchObject({
      error: { code: 'bad-sparsity', message: 'the index 2 of level 1 occurs twice in one node: the file is damaged' },
    });
    expect(await reportWith([0, 1, 2, 3, 3, 2, 0, 3], width)).toMatchObject({ error: { code: 'bad-sparsity' } });
  });

  it('is no error in different rows, in any order', async () => {
    expect(await reportWith([3, 1, 2, 0, 0, 2, 1, 3], 32)).toMatchObject({ nonzeros: 8 });
  });
});
