import { describe, expect, it } from 'vitest';
import { twoOfFour } from '../../src/sparsity/pattern';
import { buildModel, type TensorDescription } from '../support/buildModel';
import { maskText } from '../support/matrices';
import { denseLayer, denseLayerReport, openBytes } from '../support/openBytes';

/** The mask of the weights of a layer, read from a generated file. */
async function maskIn(weights: TensorDescription, ...more: TensorDescription[]): Promise<string[]> {
  const opened = await openBytes(buildModel(denseLayer(weights, ...more)));
  return maskText((await opened.analysisOf(opened.contents.tensors[0], twoOfFour)).mask);
}

/** One row, [1, n]. */
function row(type: TensorDescription['type'], data: number[], zeroPoint?: number | number[]): TensorDescription {
  return { shape: [1, data.length], type, data, quantization: { scale: 0.5, zeroPoint } };
}

describe('a quantized weight is zero', () => {
  it('if it equals the zero point, not if it is stored as 0', async () => {
    expect(await maskIn(row('UINT8', [128, 0, 127, 128], 128))).toEqual(['.##.']);
    expect(await maskIn(row('INT8', [-128, 0, 127, -128], -128))).toEqual(['.##.']);
  });

  it('at 0 if there is no zero point, or an empty list', async () => {
    expect(await maskIn(row('INT8', [0, 1, -1, 0]))).toEqual(['.##.']);
    expect(await maskIn(row('INT8', [0, 1, -1, 0], []))).toEqual(['.##.']);
    expect(await maskIn({ ...row('INT8', [0, 1, -1, 0]), quantization: undefined })).toEqual(['.##.']);
  });

  it('by the zero point of its row', async () => {
    const quantization = { scale: [1, 1], zeroPoint: [0, 7], dimension: 0 };
    expect(await maskIn({ shape: [2, 2], type: 'INT8', data: [0, 5, 7, 7], quantization })).toEqual(['.#', '..']);
  });

  it('by the zero point of its column', async () => {
    const quantization = { scale: [1, 1, 1], zeroPoint: [1, 2, 3], dimension: 1 };
    const data = [1, 2, 3, 3, 2, 1];
    expect(await maskIn({ shape: [2, 3], type: 'INT8', data, quantization })).toEqual(['...', '#.#']);
  });

  it('by the zero point along a dimension in the middle', async () => {
    const quantization = { scale: [1, 1], zeroPoint: [5, 6], dimension: 1 };
    const data = [5, 6, 5, 6, 6, 6, 5, 5];
    expect(await maskIn({ shape: [2, 2, 2], type: 'INT8', data, quantization })).toEqual(['.#', '#.', '##', '##']);
  });

  it('never, if the zero point is outside the range of the type', async () => {
    expect(await maskIn(row('INT8', [0, 127, -1, -128], 128))).toEqual(['####']);
    expect(await maskIn(row('UINT8', [0, 255, 1, 254], 256))).toEqual(['####']);
    expect(await maskIn(row('UINT8', [0, 255, 1, 254], -1))).toEqual(['####']);
    expect(await maskIn(row('INT4', [0, 7, -8, -1], 8))).toEqual(['####']);
    expect(await maskIn(row('INT16', [0, -1, 32767, -32768], 32768))).toEqual(['####']);
    expect(await maskIn(row('INT32', [0, -1, 2 ** 31 - 1, -(2 ** 31)], 2 ** 31))).toEqual(['####']);
  });

  it('by the zero point of a wide type', async () => {
    expect(await maskIn(row('INT32', [0, -1, 2 ** 31 - 1, -(2 ** 31)], -1))).toEqual(['#.##']);
    expect(await maskIn(row('INT16', [0, -300, 300, 0], -300))).toEqual(['#.##']);
    expect(await maskIn(row('INT4', [0, -8, 7, -1], -8))).toEqual(['#.##']);
    expect(await maskIn(row('INT2', [0, -2, 1, -1], -2))).toEqual(['#.##']);
  });

  it('gives an error if the zero points do not fit the dimension', async () => {
    const wrong = { shape: [2, 2], type: 'INT8', data: [0, 1, 2, 3] } as const;
    const quantization = { scale: 1, zeroPoint: [0, 1, 2] };
    expect(await denseLayerReport({ ...wrong, quantization })).toMatchObject({ error: { code: 'bad-shape' } });
    const beyond = { scale: 1, zeroPoint: [0, 1], dimension: 2 };
    expect(await denseLayerReport({ ...wrong, quantization: beyond })).toMatchObject({ error: { code: 'bad-shape' } });
  });
});

describe('a weight quantized in blocks is zero', () => {
  const scales: TensorDescription = { name: 'scales', shape: [2, 2], type: 'FLOAT16', data: [1, 1, 1, 1] };
  const zeroPoints: TensorDescription = { name: 'zero points', shape: [2, 2], type: 'INT8', data: [0, 1, 2, 3] };
  const blocks = (details: object, data = [0, 1, 1, 0, 2, 3, 3, 2], shape = [2, 4]): TensorDescription => ({
    ...{ name: 'weights', shape, type: 'INT4', data },
    quantization: { details: { scales: 3, blockSize: 2, ...details } },
  });

  it('by the zero point of its block', async () => {
    expect(await maskIn(blocks({ zeroPoints: 4 }), scales, zeroPoints)).toEqual(['.#.#', '.#.#']);
  });

  it('at 0 if the field of the zero points is absent, although it reads as tensor 0', async () => {
    expect(await maskIn(blocks({}), scales)).toEqual(['.##.', '####']);
  });

  it('at 0 if that field is -1', async () => {
    expect(await maskIn(blocks({ zeroPoints: -1 }), scales)).toEqual(['.##.', '####']);
  });

  it('by the blocks, not by the plain fields', async () => {
    const { quantization, ...weights } = blocks({ zeroPoints: -1 });
    expect(await maskIn({ ...weights, quantization: { ...quantization, zeroPoint: 3 } }, scales)).toEqual([
      '.##.',
      '####',
    ]);
  });

  it.each([
    ['a tensor that is not there', 'bad-offset', { zeroPoints: 9 }, zeroPoints],
    ['a tensor without data', 'truncated', { zeroPoints: 0 }, zeroPoints],
    [
      'a tensor of text',
      'unsupported-type',
      { zeroPoints: 4 },
      { ...zeroPoints, type: 'STRING', data: new Uint8Array(4) },
    ],
    ['a tensor that is too short', 'truncated', { zeroPoints: 4 }, { ...zeroPoints, data: [1] }],
    ['blocks that do not fill a row', 'bad-shape', { zeroPoints: 4, blockSize: 3 }, zeroPoints],
    ['blocks of nothing', 'bad-shape', { zeroPoints: 4, blockSize: 0 }, zeroPoints],
    ['blocks of less than nothing', 'bad-shape', { zeroPoints: 4, blockSize: -2 }, zeroPoints],
  ] as const)('gives an error with %s: %s', async (_, code, details, tensor) => {
    expect(await denseLayerReport(blocks(details), scales, tensor)).toMatchObject({ error: { code } });
  });
});

describe('a floating-point weight', () => {
  it('ignores zero points in the file', async () => {
    expect(await maskIn(row('FLOAT32', [0, 3, 0, 3], 3))).toEqual(['.#.#']);
  });

  it('gives an error for STRING, complex and unknown types', async () => {
    for (const type of ['STRING', 'COMPLEX64', 99] as const) {
      const weights = { shape: [1, 2], type, data: new Uint8Array(16) };
      expect(await denseLayerReport(weights)).toMatchObject({ error: { code: 'unsupported-type' } });
    }
    expect(await denseLayerReport({ shape: [1, 2], type: 99, data: new Uint8Array(16) })).toMatchObject({
      type: 'UNKNOWN_99',
    });
  });
});
