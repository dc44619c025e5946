import { expect, it } from 'vitest';
import { buildModel, type TensorDescription } from '../../support/buildModel';
import { denseLayer, openBytes } from '../../support/openBytes';

/** @param more tensors after those of the layer; the first one has index 3 */
async function summaryOf(weights: TensorDescription, more: readonly TensorDescription[] = []) {
  const layer = denseLayer({ type: 'INT8', shape: [2, 4], data: [0, 1, 2, 3, 4, 5, 6, 7], ...weights }, ...more);
  const model = await openBytes(buildModel(layer));
  return model.quantizationOf(model.contents.tensors[0]!);
}

it('is none for floats and for integers without a scale', async () => {
  expect(await summaryOf({ type: 'FLOAT32' })).toEqual({ kind: 'none' });
  expect(await summaryOf({})).toEqual({ kind: 'none' });
});

it('has one scale and zero point for a tensor', async () => {
  expect(await summaryOf({ quantization: { scale: 0.5, zeroPoint: -3 } })).toEqual({
    kind: 'tensor',
    scale: { count: 1, least: 0.5, median: 0.5, largest: 0.5, zeros: 0 },
    zeroPoint: { least: -3, largest: -3 },
  });
});

it('has the scales of channels, with those that are 0', async () => {
  const quantization = { scale: [4, 0, 1, 2], zeroPoint: [0, 1, 2, 3], dimension: 1 };
  const summary = await summaryOf({ quantization });
  expect(summary).toMatchObject({
    ...{ kind: 'channels', dimension: 1, zeroPoint: { least: 0, largest: 3 } },
    scale: { count: 4, least: 0, median: 1.5, largest: 4, zeros: 1 },
  });
  expect(summary).toHaveProperty('scales', Float64Array.of(4, 0, 1, 2));
  expect(summary).toHaveProperty('zeroPoints', Float64Array.of(0, 1, 2, 3));
});

it('repeats a zero point that all channels share', async () => {
  const summary = await summaryOf({ quantization: { scale: [4, 1], zeroPoint: [7, 7], dimension: 0 } });
  expect(summary).toHaveProperty('zeroPoints', Float64Array.of(7, 7));
});

it('says the size of blocks', async () => {
  const scales: TensorDescription = { shape: [2, 2], type: 'FLOAT32', data: [1, 2, 3, 0] };
  const quantization = { details: { scales: 3, blockSize: 2 } };
  expect(await summaryOf({ quantization }, [scales])).toEqual({
    ...{ kind: 'blocks', blockSize: 2, zeroPoint: { least: 0, largest: 0 } },
    scale: { count: 4, least: 0, median: 1.5, largest: 3, zeros: 1 },
  });
});

it('says the shape of a grid of scales', async () => {
  const scales: TensorDescription = { shape: [2, 1], type: 'FLOAT32', data: [1, 2] };
  const quantization = { details: { axes: [0, 1], scales: 3 } };
  expect(await summaryOf({ quantization }, [scales])).toMatchObject({ kind: 'multi-axis', gridShape: [2, 1] });
});

it('says why scales cannot be read', async () => {
  const quantization = { scale: [1, 2, 3], dimension: 0 };
  expect(await summaryOf({ quantization })).toEqual({
    kind: 'unreadable',
    message: expect.stringContaining('found 3 scales for dimension 0 of [2, 4]'),
  });
});
