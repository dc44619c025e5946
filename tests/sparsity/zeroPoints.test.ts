import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { twoOfFour } from '../../src/sparsity/pattern';
import { largestStep } from '../../src/views/magnitudes';
import { defaultView, viewOf } from '../../src/views/matrixView';
import { buildModel, storedSparse, type TensorDescription } from '../support/buildModel';
import { maskText } from '../support/matrices';
import { denseLayer, denseLayerReport, errorCodeOf, openBytes } from '../support/openBytes';

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

describe('a weight quantized along several dimensions is zero', () => {
  const scales: TensorDescription = { name: 'scales', shape: [2, 2], data: [1, 1, 1, 1] };
  const weights = (details: object, shape = [2, 4], data = [0, 1, 1, 0, 2, 3, 3, 2]): TensorDescription => ({
    ...{ shape, type: 'INT8', data },
    quantization: { scale: 1, zeroPoint: 7, details: { axes: [0, 1], scales: 3, ...details } },
  });
  const tensor = (shape: number[], data: number[]): TensorDescription => ({ shape, type: 'INT8', data });

  it('by the zero point of its part, not by the plain fields', async () => {
    const zeroPoints = tensor([2, 2], [0, 1, 2, 3]);
    expect(await maskIn(weights({ zeroPoints: 4 }), scales, zeroPoints)).toEqual(['.#.#', '.#.#']);
  });

  it('at 0 if there are no zero points', async () => {
    expect(await maskIn(weights({}), scales)).toEqual(['.##.', '####']);
    expect(await maskIn(weights({ zeroPoints: -1 }), scales)).toEqual(['.##.', '####']);
  });

  it('by a zero point that covers parts of outer and inner dimensions', async () => {
    // Parts of 2 x 1 x 2 elements.
    const zeroPoints = tensor([1, 2, 2], [0, 1, 2, 3]);
    const data = [0, 0, 1, 1, 2, 2, 3, 3, 9, 0, 9, 1, 9, 2, 9, 3];
    expect(await maskIn(weights({ zeroPoints: 4 }, [2, 2, 4], data), scales, zeroPoints)).toEqual([
      ...['....', '....'],
      ...['#.#.', '#.#.'],
    ]);
  });

  it('by the zero points of the rows of a range, if the engine gets the tensor in ranges', async () => {
    const zeroPoints = tensor(
      [3, 2, 2],
      Array.from({ length: 12 }, (_, i) => i),
    );
    const data = Array.from({ length: 6 * 2 * 6 }, (_, element) => {
      const [i, j, k] = [Math.floor(element / 12), Math.floor(element / 6) % 2, element % 6];
      return Math.floor(i / 2) * 4 + j * 2 + Math.floor(k / 3) + (element % 5 === 0 ? 1 : 0);
    });
    const bytes = buildModel(denseLayer(weights({ zeroPoints: 4 }, [6, 2, 6], data), scales, zeroPoints));
    const expected = Array.from({ length: 12 }, (_, row) =>
      Array.from({ length: 6 }, (_, column) => ((row * 6 + column) % 5 === 0 ? '#' : '.')).join(''),
    );
    for (const maxBytes of [1, 6, 13, 30, 1000]) {
      const opened = await openBytes(bytes, { ...cpuEngine(), maxBytes });
      const { mask } = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
      expect(maskText(mask)).toEqual(expected);
    }
  });

  it.each([
    ['values that do not divide the shape', 'bad-shape', tensor([2, 3], [0, 1, 2, 3, 4, 5])],
    ['values of another rank', 'bad-shape', tensor([4], [0, 1, 2, 3])],
    ['no values', 'bad-shape', tensor([2, 0], [])],
    ['too few values', 'truncated', tensor([2, 2], [0])],
  ] as const)('gives an error with %s: %s', async (_, code, zeroPoints) => {
    const read = denseLayerReport(weights({ zeroPoints: 4 }), scales, zeroPoints);
    expect(await read).toMatchObject({ error: { code } });
  });
});

it.each(['custom', 9] as const)('quantization details of type %s give an error for integers', async (details) => {
  const weights = { shape: [1, 2], data: [0, 1], quantization: { scale: 1, zeroPoint: 1, details } };
  const error = { code: 'unsupported-type', message: expect.stringContaining(details === 9 ? '9' : 'Custom') };
  expect(await denseLayerReport({ ...weights, type: 'INT8' })).toMatchObject({ error });
  expect(await denseLayerReport({ ...weights, type: 'FLOAT32' })).toMatchObject({ nonzeros: 1 });
});

describe('a weight of 64 bits is zero', () => {
  const longs = (values: bigint[]) => new Uint8Array(BigInt64Array.from(values).buffer);
  const far = 2n ** 53n;

  it('if it equals the zero point exactly', async () => {
    const weights = (type: 'INT64' | 'UINT64', zeroPoint: bigint): TensorDescription => ({
      ...{ shape: [1, 4], type, data: longs([far, far + 1n, -1n, 0n]) },
      quantization: { scale: 1, zeroPoint },
    });
    expect(await maskIn(weights('INT64', far + 1n))).toEqual(['#.##']);
    expect(await maskIn(weights('UINT64', far))).toEqual(['.###']);
    expect(await maskIn(weights('INT64', -1n))).toEqual(['##.#']);
    // In the file, zero points are signed.
    expect(await maskIn(weights('UINT64', -1n))).toEqual(['####']);
  });

  it('by the zero point of its channel or block', async () => {
    const weights: TensorDescription = { shape: [2, 2], type: 'INT64', data: longs([far, far + 1n, far, far + 1n]) };
    const quantization = { scale: [1, 1], zeroPoint: [far, far + 1n], dimension: 0 };
    expect(await maskIn({ ...weights, quantization })).toEqual(['.#', '#.']);
    const zeroPoints: TensorDescription = {
      shape: [2, 2],
      type: 'UINT64',
      data: longs([far, far + 1n, far + 1n, far]),
    };
    const details = { axes: [0, 1], scales: 3, zeroPoints: 3 };
    expect(await maskIn({ ...weights, quantization: { details } }, zeroPoints)).toEqual(['..', '##']);
    expect(
      await maskIn({ ...weights, quantization: { details: { blockSize: 1, scales: 3, zeroPoints: 3 } } }, zeroPoints),
    ).toEqual(['..', '##']);
  });

  it('for values near it, which differ as real values', async () => {
    const data = longs([far, far + 1n, far + 2n, far + 1n]);
    const weights: TensorDescription = {
      shape: [1, 4],
      type: 'INT64',
      data,
      quantization: { scale: 2, zeroPoint: far + 1n },
    };
    const opened = await openBytes(buildModel(denseLayer(weights)));
    const [tensor] = opened.contents.tensors;
    const dequantized = await Promise.all([0, 1, 2].map((column) => opened.valueAt(tensor, 0, column)));
    expect(dequantized.map((value) => value.dequantized)).toEqual([-2, 0, 2]);
    const { mask } = await opened.analysisOf(tensor, twoOfFour, undefined, undefined, 1);
    expect(maskText(mask)).toEqual(['#.#.']);
  });

  it('also if it is stored sparse', async () => {
    const sparse = storedSparse([5, 0, 6, 7], [2, 2], { formats: 'dc' });
    const weights = { ...sparse, type: 'INT64', data: longs([far, far + 1n, far + 1n]) } as const;
    const perRow = { scale: [1, 1], zeroPoint: [far, far + 1n], dimension: 0 };
    expect(await maskIn({ ...weights, quantization: { scale: 1, zeroPoint: far + 1n } })).toEqual(['#.', '..']);
    expect(await maskIn({ ...weights, quantization: perRow })).toEqual(['..', '..']);
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
