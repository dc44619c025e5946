import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twoOfFour } from '../../../src/sparsity/pattern';
import { buildModel, type ModelDescription } from '../../support/buildModel';
import {
  decodedHuffmanLayer,
  decodedLutLayer,
  decodedPrunedLayer,
  lutLayer,
  type PlainWeights,
  plainBytes,
  shuffledLayer,
} from '../../support/encodedWeights';
import { maskText } from '../../support/matrices';
import { openBytes } from '../../support/openBytes';
import { type Draw, drawFrom } from '../../support/randomDraw';

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);

const types = [
  ...([
    ['INT8', 8],
    ['INT8', 8],
    ['UINT8', 8],
    ['BOOL', 8],
    ['INT16', 16],
    ['UINT16', 16],
  ] as const),
  ...([
    ['INT32', 32],
    ['UINT32', 32],
    ['INT64', 64],
    ['UINT64', 64],
    ['FLOAT32', 32],
    ['FLOAT16', 16],
  ] as const),
];

/** Weights with few different values, some of them equal to the zero point of their channel. */
function randomPlain(
  draw: Draw,
  shape: readonly number[],
  [type, bits]: (typeof types)[number],
  dimensions: readonly number[],
) {
  const isFloat = type.startsWith('FLOAT');
  const isSigned = type.startsWith('INT');
  const stored = (value: bigint) => (isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
  const far = bits === 64 && draw.chance(50) ? 2n ** 60n + 1n : 0n;
  const some = Array.from({ length: draw.between(1, draw.pick(9, 110)) }, () =>
    stored(BigInt(draw.between(-300, 300)) + far),
  );
  const dimension = draw.pick(...dimensions);
  const channels = draw.chance(50) || isFloat ? 1 : shape[dimension];
  // In the file, zero points are signed.
  const zeroPoint = Array.from({ length: channels }, () =>
    isFloat ? 0n : stored(BigInt(draw.pick(0, 0, 3, 100)) + far) % 2n ** 63n,
  );
  const stride = product(shape.slice(dimension + 1));
  const zeroPoints = Array.from(
    { length: product(shape) },
    (_, element) => zeroPoint[Math.floor(element / stride) % channels],
  );
  const values = zeroPoints.map((zero) => (draw.chance(50) ? zero : draw.pick(...some)));
  const quantization = isFloat ? undefined : { scale: zeroPoint.map((_, i) => i + 0.5), zeroPoint, dimension };
  const weights: PlainWeights = { shape, type, bits, values, ...(quantization && { quantization }) };
  return { weights, zeroPoints };
}

/** The mask that follows from the values. */
function expectedMask({ shape, values }: PlainWeights, zeroPoints: readonly bigint[]): string[] {
  const columns = shape.at(-1)!;
  return Array.from({ length: values.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const element = row * columns + column;
      return values[element] === zeroPoints[element] ? '.' : '#';
    }).join(''),
  );
}

/** Checks mask, magnitudes and values of the only weight tensor of a model against the weights before encoding. */
async function expectDecoded(
  model: ModelDescription,
  encoding: string,
  weights: PlainWeights,
  zeroPoints: readonly bigint[],
): Promise<void> {
  const bytes = buildModel(model);
  const opened = await openBytes(bytes);
  const [tensor] = opened.contents.tensors;
  expect(tensor).toMatchObject({ encoding, shape: weights.shape, type: weights.type });
  const { mask, storage } = await opened.analysisOf(tensor, twoOfFour);
  expect(maskText(mask)).toEqual(expectedMask(weights, zeroPoints));
  expect(storage).toMatchObject({ encoding, denseBytes: plainBytes(weights).length });
  expect(storage.bytes).toBeLessThan(bytes.length);
  const last = weights.values.length - 1;
  const { stored } = await opened.valueAt(tensor, Math.floor(last / tensor.columnCount), last % tensor.columnCount);
  if (!weights.type.startsWith('FLOAT')) expect(stored).toBe(Number(weights.values[last]));
  // Weights with abs(w) ≤ 0 are those that are zero without a threshold.
  const { mask: above } = await opened.analysisOf(tensor, twoOfFour, undefined, undefined, Number.MIN_VALUE);
  expect(maskText(above)).toEqual(expectedMask(weights, zeroPoints));
}

const property = (check: (draw: Draw) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(fc.gen(), (generate) => check(drawFrom(generate))),
    { numRuns: 60 },
  );

const anyShape = (draw: Draw) => Array.from({ length: draw.between(1, 4) }, () => draw.between(1, 9));
const ends = (shape: readonly number[]) => [0, shape.length - 1];

describe('encoded weights are those before encoding', () => {
  it('in the format SHUFFLED4x16INT8', () =>
    property(async (draw) => {
      const shape = [4 * draw.between(1, 5), 16 * draw.between(1, 5)];
      const values = Array.from({ length: product(shape) }, () => BigInt(draw.pick(128, 128, 127, 0, 255)));
      const quantization = draw.chance(50) ? { scale: 0.5, zeroPoint: 128 } : { scale: 0.5 };
      const weights = { shape, type: 'UINT8', bits: 8, values, quantization } as const;
      await expectDecoded(
        shuffledLayer(weights),
        'shuffled4x16',
        weights,
        values.map(() => 128n),
      );
    }));

  it('with lookup tables in COMPRESSION_METADATA', () =>
    property(async (draw) => {
      const shape = anyShape(draw);
      const { weights, zeroPoints } = randomPlain(draw, shape, draw.pick(...types), ends(shape));
      await expectDecoded(lutLayer(weights), 'tflm-lut', weights, zeroPoints);
    }));

  it('with lookup tables of TFLM_DECODE', () =>
    property(async (draw) => {
      const shape = anyShape(draw);
      const { weights, zeroPoints } = randomPlain(draw, shape, draw.pick(...types), ends(shape));
      await expectDecoded(decodedLutLayer(weights), 'tflm-decode', weights, zeroPoints);
    }));

  it('pruned for TFLM_DECODE', () =>
    property(async (draw) => {
      const shape = anyShape(draw);
      const { weights, zeroPoints } = randomPlain(draw, shape, draw.pick(...types), ends(shape));
      await expectDecoded(decodedPrunedLayer(weights, zeroPoints), 'tflm-decode', weights, zeroPoints);
    }));

  it('with Huffman codes of TFLM_DECODE', () =>
    property(async (draw) => {
      const shape = anyShape(draw);
      const entryBits = draw.pick<16 | 32>(16, 32);
      const type = entryBits === 16 ? types[0] : draw.pick(types[0], types[4]);
      const { weights, zeroPoints } = randomPlain(draw, shape, type, ends(shape));
      const tables = { firstBits: draw.between(1, 6), nextBits: draw.between(1, 4), entryBits };
      await expectDecoded(decodedHuffmanLayer(weights, tables), 'tflm-decode', weights, zeroPoints);
    }));
});
