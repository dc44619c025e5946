import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { twoOfFour } from '../../src/sparsity/pattern';
import { buildModel, storedSparse, type TensorDescription } from '../support/buildModel';
import { maskText } from '../support/matrices';
import { denseLayer, denseLayerReport, openBytes } from '../support/openBytes';

/** The mask of the weights of a layer, read from a generated file. */
async function maskIn(weights: TensorDescription, ...more: TensorDescription[]): Promise<string[]> {
  const opened = await openBytes(buildModel(denseLayer(weights, ...more)));
  return maskText((await opened.analysisOf(opened.contents.tensors[0], twoOfFour)).mask);
}

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
