import { describe, expect, it } from 'vitest';
import { largestStep } from '../../../src/sparsity/magnitudeCells';
import { twoOfFour } from '../../../src/sparsity/pattern';
import { defaultView, viewOf } from '../../../src/views/matrixView';
import { buildModel, type TensorDescription } from '../../support/buildModel';
import { denseLayer, denseLayerReport, errorCodeOf, openBytes } from '../../support/openBytes';

describe('value of a weight', () => {
  async function valueIn(weights: TensorDescription, row: number, column: number) {
    const opened = await openBytes(buildModel(denseLayer(weights)));
    return opened.valueAt(opened.contents.tensors[0], row, column);
  }

  it('is given as stored and dequantized', async () => {
    const quantization = { scale: [0.5, 2], zeroPoint: [0, 7] };
    const weights: TensorDescription = { shape: [2, 3], type: 'INT8', data: [1, 2, 3, 4, 5, 9], quantization };
    expect(await valueIn(weights, 0, 2)).toEqual({ stored: 3, dequantized: 1.5 });
    expect(await valueIn(weights, 1, 2)).toEqual({ stored: 9, dequantized: 4 });
  });

  it('is dequantized with the scale of its block or part', async () => {
    const scales: TensorDescription = { shape: [2, 2], type: 'FLOAT16', data: [0.5, 2, 4, 8] };
    const zeroPoints: TensorDescription = { shape: [2, 2], type: 'INT8', data: [0, 1, 2, 3] };
    const blocks = { scales: 3, zeroPoints: 4, blockSize: 2 };
    for (const details of [blocks, { axes: [0, 1], scales: 3, zeroPoints: 4 }]) {
      const quantization = { scale: 100, zeroPoint: 5, details };
      const weights: TensorDescription = { shape: [2, 4], type: 'INT4', data: [1, 2, 3, 4, 5, 6, 7, -8], quantization };
      const opened = await openBytes(buildModel(denseLayer(weights, scales, zeroPoints)));
      const [tensor] = opened.contents.tensors;
      const read = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => opened.valueAt(tensor, Math.floor(i / 4), i % 4));
      const expected = [0.5, 1, 4, 6, 12, 16, 32, -88];
      expect((await Promise.all(read)).map(({ dequantized }) => dequantized)).toEqual(expected);
      const { levels, largest } = await opened.magnitudesOf(tensor, viewOf(tensor, defaultView));
      expect(largest).toBe(88);
      expect([...levels[0].cells]).toEqual(expected.map((value) => Math.round((Math.abs(value) / 88) * largestStep)));
    }
  });

  it('cannot be dequantized if the scales of its blocks cannot be read, but is counted', async () => {
    const quantization = { details: { scales: 9, blockSize: 2 } };
    const weights: TensorDescription = { shape: [1, 2], type: 'INT8', data: [0, 1], quantization };
    expect(await denseLayerReport(weights)).toMatchObject({ nonzeros: 1 });
    expect(await errorCodeOf(() => valueIn(weights, 0, 1))).toBe('bad-offset');
  });

  it('of INT4 is found inside a byte', async () => {
    const weights: TensorDescription = { shape: [3, 3], type: 'INT4', data: [0, 1, 2, 3, 4, 5, 6, 7, -8] };
    expect(await valueIn(weights, 1, 0)).toEqual({ stored: 3, dequantized: undefined });
    expect(await valueIn(weights, 2, 2)).toEqual({ stored: -8, dequantized: undefined });
  });

  it('of FLOAT16 is not dequantized', async () => {
    const weights: TensorDescription = { shape: [1, 2], type: 'FLOAT16', data: [0.5, -3] };
    expect(await valueIn(weights, 0, 1)).toEqual({ stored: -3, dequantized: undefined });
  });
});

describe('scales of 0', () => {
  async function zeroScalesIn(quantization: TensorDescription['quantization'], ...more: TensorDescription[]) {
    const weights: TensorDescription = { shape: [2, 2], type: 'INT8', data: [0, 1, 2, 3], quantization };
    const opened = await openBytes(buildModel(denseLayer(weights, ...more)));
    const { summary, storage } = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
    return { nonzeros: summary.nonzeros, zeroScales: storage.zeroScales };
  }

  it('are counted by tensor, channel or block, and do not change the zeros', async () => {
    const nonzeros = 3;
    expect(await zeroScalesIn({ scale: 0 })).toEqual({ nonzeros, zeroScales: { zeros: 1, of: 1, unit: 'tensor' } });
    expect(await zeroScalesIn({ scale: [0, 1] })).toEqual({
      nonzeros,
      zeroScales: { zeros: 1, of: 2, unit: 'channel' },
    });
    const scales: TensorDescription = { shape: [2, 2], data: [0, 1, 0, -0] };
    const zeroScales = { zeros: 3, of: 4, unit: 'block' };
    expect(await zeroScalesIn({ details: { scales: 3, blockSize: 1 } }, scales)).toEqual({ nonzeros, zeroScales });
    expect(await zeroScalesIn({ details: { axes: [0, 1], scales: 3 } }, scales)).toEqual({ nonzeros, zeroScales });
  });

  it('are absent if there are none, or if scales cannot be read', async () => {
    const nothing = { nonzeros: 3, zeroScales: undefined };
    expect(await zeroScalesIn({ scale: [1, 2] })).toEqual(nothing);
    expect(await zeroScalesIn(undefined)).toEqual(nothing);
    expect(await zeroScalesIn({ details: { scales: 9, blockSize: 1 } })).toEqual(nothing);
  });
});
