import { describe, expect, it } from 'vitest';
import type { MagnitudeHistogram } from '../../src/views/magnitudeHistogram';
import { binsUpTo, exactThreshold, thresholdFigures } from '../../src/views/thresholdFigures';
import { buildModel, storedSparse, type TensorDescription } from '../support/buildModel';
import { seededRandom } from '../support/matrices';
import { denseLayer, openBytes } from '../support/openBytes';

const random = seededRandom(11);
const ints = (count: number, least: number, most: number) =>
  Array.from({ length: count }, () => least + Math.floor(random() * (most - least + 1)));

async function histogramOf(weights: TensorDescription): Promise<MagnitudeHistogram> {
  const model = await openBytes(buildModel(denseLayer(weights)));
  return model.magnitudeHistogramOf(model.contents.tensors[0]!);
}

const perRow = { scale: [0.5, 0.25, 2, 1], zeroPoint: [0, 3, -4, 1], dimension: 0 };
const shape = [4, 36];
const cases: readonly [string, TensorDescription, (value: number, element: number) => number][] = [
  ['floats', { shape, type: 'FLOAT32', data: ints(144, -40, 40).map((n) => n / 7) }, (w) => Math.fround(w)],
  [
    'int8 without zero points',
    { shape, type: 'INT8', data: ints(144, -3, 3), quantization: { scale: [0.1] } },
    (q) => q * Math.fround(0.1),
  ],
  [
    'int8 with a scale and zero point a row',
    { shape, type: 'INT8', data: ints(144, -6, 6), quantization: perRow },
    (q, i) => perRow.scale[Math.floor(i / 36)]! * (q - perRow.zeroPoint[Math.floor(i / 36)]!),
  ],
  ['int4 without a scale', { shape, type: 'INT4', data: ints(144, -8, 7) }, (q) => q],
  ['int64 without a scale', { shape, type: 'INT64', data: ints(144, -8, 7) }, (q) => q],
];

describe('the histogram answers thresholds as a count of all weights does', () => {
  it.each(cases)('%s', async (_, description, realOf) => {
    const histogram = await histogramOf(description);
    const real = (description.data as number[]).map((value, i) => Math.abs(realOf(value, i)));
    const { bins } = histogram;
    expect(histogram.weights).toBe(144);
    expect(histogram.zeros).toBe(real.filter((w) => w === 0).length);
    expect(bins.weights.at(-1)! + histogram.zeros).toBe(144);
    expect(bins.largest.at(-1)).toBe(Math.max(...real));
    const energy = real.reduce((sum, w) => sum + w * w, 0);
    for (let count = 0; count <= bins.largest.length; count++) {
      const threshold = exactThreshold(bins, count);
      expect(binsUpTo(bins, threshold ?? 0)).toBe(count);
      const { zeros, energyKept } = thresholdFigures(histogram, threshold);
      expect(zeros).toBe(real.filter((w) => w <= (threshold ?? 0)).length);
      const kept = real.filter((w) => w > (threshold ?? 0)).reduce((sum, w) => sum + w * w, 0);
      expect(energyKept).toBeCloseTo(kept / energy, 10);
    }
  });

  it('a sparse tensor, whose zeros are not stored', async () => {
    const data = [0, 2, 0, 0, -4, 0, 0, 1];
    const weights = { ...storedSparse(data, [2, 4], { formats: 'dc' }), type: 'FLOAT32' } as const;
    const histogram = await histogramOf(weights);
    expect(histogram).toMatchObject({ weights: 8, zeros: 5, scaledToZero: 0, notFinite: 0 });
    expect([...histogram.bins.largest]).toEqual([1, 2, 4]);
    expect(thresholdFigures(histogram, 2)).toEqual({ zeros: 7, sparsity: 7 / 8, energyKept: 1 - 5 / 21 });
  });
});

it('counts a magnitude on the edge of a bin for the threshold of that edge', async () => {
  const histogram = await histogramOf({ shape: [1, 4], type: 'FLOAT32', data: [0.25, 0.5, -1, 2] });
  expect([0.25, 0.5, 1, 2].map((threshold) => thresholdFigures(histogram, threshold).zeros)).toEqual([1, 2, 3, 4]);
  expect([0.2499, 0.4999, 0.9999].map((threshold) => thresholdFigures(histogram, threshold).zeros)).toEqual([0, 1, 2]);
});

it('counts NaN and infinity apart: they stay for every threshold, and are not in the energy', async () => {
  const histogram = await histogramOf({
    shape: [1, 6],
    type: 'FLOAT32',
    data: [Number.NaN, Infinity, -Infinity, 2, 1, 0],
  });
  expect(histogram).toMatchObject({ weights: 6, zeros: 1, scaledToZero: 0, notFinite: 3 });
  expect([...histogram.bins.largest]).toEqual([1, 2]);
  expect(thresholdFigures(histogram, 1e300)).toEqual({ zeros: 3, sparsity: 0.5, energyKept: 0 });
});

it('counts weights of a scale of 0 apart: they are zero for every threshold, but not stored as zero', async () => {
  const quantization = { scale: [0, 1], zeroPoint: [0, 0], dimension: 0 };
  const histogram = await histogramOf({ shape: [2, 3], type: 'INT8', data: [1, 0, 5, 0, 1, -2], quantization });
  expect(histogram).toMatchObject({ weights: 6, zeros: 2, scaledToZero: 2, notFinite: 0, oneStep: 2 });
  expect(histogram.step).toBeUndefined();
  expect(thresholdFigures(histogram).zeros).toBe(2);
  expect(thresholdFigures(histogram, 1e-6).zeros).toBe(4);
});

it('names the step of a single scale', async () => {
  const quantization = { scale: [0.5], zeroPoint: [3] };
  const histogram = await histogramOf({ shape: [1, 4], type: 'UINT8', data: [3, 4, 2, 9], quantization });
  expect(histogram).toMatchObject({ step: 0.5, oneStep: 2, zeros: 1 });
});

it('has no bins for zeros only, and no share of energy', async () => {
  const histogram = await histogramOf({ shape: [2, 2], type: 'FLOAT32', data: [0, -0, 0, 0] });
  expect(histogram.bins.largest).toHaveLength(0);
  expect(thresholdFigures(histogram, 1)).toEqual({ zeros: 4, sparsity: 1, energyKept: undefined });
});

it('reads several parts, with the extremes of all types', async () => {
  const count = (1 << 20) + 5;
  const data = Float32Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 0 : i % 3 === 0 ? 3.4e38 : -1e-45));
  const shares: number[] = [];
  const model = await openBytes(
    buildModel(denseLayer({ shape: [1, count], type: 'FLOAT32', data: { bytes: new Uint8Array(data.buffer) } })),
  );
  const histogram = await model.magnitudeHistogramOf(model.contents.tensors[0]!, undefined, (share) =>
    shares.push(share),
  );
  expect(histogram.zeros).toBe(data.filter((w) => w === 0).length);
  expect([...histogram.bins.largest]).toEqual([Math.fround(1e-45), Math.fround(3.4e38)]);
  expect(shares).toEqual([(1 << 20) / count, 1]);
});

it('stops when it is canceled', async () => {
  const model = await openBytes(buildModel(denseLayer({ shape: [1, 4], type: 'FLOAT32', data: [1, 2, 3, 4] })));
  const canceled = model.magnitudeHistogramOf(model.contents.tensors[0]!, AbortSignal.abort());
  await expect(canceled).rejects.toMatchObject({ code: 'cancelled' });
});
