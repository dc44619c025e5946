import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/byteSource';
import { openModelFile } from '../../../src/tflite/modelFile';
import { type Quantization, readQuantization } from '../../../src/tflite/weights/quantization';
import { buildModel, type TensorDescription } from '../../support/buildModel';
import { errorCodeOf } from '../../support/openBytes';
import { TableWriter } from '../../support/tableWriter';

async function quantizationIn(bytes: Uint8Array): Promise<Quantization> {
  const { metadata, model } = await openModelFile(memorySource('a.tflite', bytes));
  return readQuantization(metadata, model.subgraphs[0].tensors[0]);
}

function quantizationOf(quantization: TensorDescription['quantization']): Promise<Quantization> {
  return quantizationIn(buildModel({ tensors: [{ quantization }] }));
}

describe('quantization of a tensor', () => {
  it('is empty if absent', async () => {
    expect(await quantizationOf(undefined)).toEqual({ scales: [], zeroPoints: [], dimension: 0, details: undefined });
    expect(await quantizationOf({})).toEqual({ scales: [], zeroPoints: [], dimension: 0, details: undefined });
  });

  it('has scales and zero points along a dimension', async () => {
    expect(await quantizationOf({ scale: [0.5, 2], zeroPoint: [-3, 128], dimension: 3 })).toMatchObject({
      ...{ scales: [0.5, 2], zeroPoints: [-3n, 128n], dimension: 3 },
    });
  });

  it('has zero points of 64 bits', async () => {
    const { zeroPoints } = await quantizationOf({ zeroPoint: [2n ** 53n + 1n, -(2n ** 63n), -1] });
    expect(zeroPoints).toEqual([2n ** 53n + 1n, -(2n ** 63n), -1n]);
  });

  it('can be blockwise, with zero points absent, -1, or tensor 0', async () => {
    const blockwise = async (zeroPoints?: number) =>
      (await quantizationOf({ details: { scales: 3, blockSize: 32, ...(zeroPoints !== undefined && { zeroPoints }) } }))
        .details;
    const found = { kind: 'blockwise', scales: 3, blockSize: 32 };
    expect(await blockwise()).toEqual({ ...found, zeroPoints: -1 });
    expect(await blockwise(-1)).toEqual({ ...found, zeroPoints: -1 });
    expect(await blockwise(0)).toEqual({ ...found, zeroPoints: 0 });
    expect(await blockwise(7)).toEqual({ ...found, zeroPoints: 7 });
  });

  it('can be along several dimensions, with zero points absent, -1, or tensor 0', async () => {
    const multiAxis = async (zeroPoints?: number) =>
      (await quantizationOf({ details: { axes: [0, 1], scales: 3, ...(zeroPoints !== undefined && { zeroPoints }) } }))
        .details;
    expect(await multiAxis()).toEqual({ kind: 'multi-axis', scales: 3, zeroPoints: -1 });
    expect(await multiAxis(-1)).toEqual({ kind: 'multi-axis', scales: 3, zeroPoints: -1 });
    expect(await multiAxis(0)).toEqual({ kind: 'multi-axis', scales: 3, zeroPoints: 0 });
  });

  it('names details of other kinds', async () => {
    const quantization = { scale: 1, zeroPoint: 5 };
    expect((await quantizationOf({ ...quantization, details: 'custom' })).details).toEqual({
      kind: 'unknown',
      type: 'CustomQuantization',
    });
    expect((await quantizationOf({ ...quantization, details: 7 })).details).toEqual({ kind: 'unknown', type: '7' });
  });

  it('without block parameters is a damaged file', async () => {
    const writer = new TableWriter();
    const quantization = writer.table([[4, writer.u32(2)]]);
    const tensor = writer.table([[4, writer.offset(quantization)]]);
    const subgraph = writer.table([[0, writer.offset(writer.vector([tensor]))]]);
    const bytes = writer.model([[2, writer.offset(writer.vector([subgraph]))]]);
    // Either a ModelError, or the details are ignored.
    expect([undefined, 'bad-offset', 'truncated']).toContain(await errorCodeOf(() => quantizationIn(bytes)));
  });
});
