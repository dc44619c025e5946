import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha256Of } from '../../src/bytes/diskSource';
import { ModelError } from '../../src/modelError';
import { twoOfFour } from '../../src/sparsity/pattern';
import { reportOn } from '../../src/sparsity/report';
import { buildModel, storedSparse } from '../support/buildModel';
import { countedWork, type Work } from '../support/countedWork';
import {
  decodedHuffmanLayer,
  decodedLutLayer,
  decodedPrunedLayer,
  lutLayer,
  shuffledLayer,
} from '../support/encodedWeights';
import { denseLayer, openSource } from '../support/openBytes';

const values = [0, 3, 0, 0, 1, 2, 3, 4];

const plain = { shape: [2, 4], type: 'INT8', bits: 8, values: values.map(BigInt) } as const;

const models = [
  denseLayer({ shape: [2, 4], type: 'INT8', data: values, quantization: { scale: [1, 2], zeroPoint: [0, 3] } }),
  denseLayer({ shape: [2, 4], data: { bytes: new Uint8Array(32), place: 'after' } }),
  denseLayer({ type: 'FLOAT16', ...storedSparse(values, [2, 4], { formats: 'dc', indexWidths: 8 }) }),
  denseLayer(
    {
      ...{ shape: [2, 4], type: 'INT4', data: values },
      quantization: { details: { scales: 3, zeroPoints: 4, blockSize: 2 } },
    },
    { shape: [2, 2], type: 'FLOAT16', data: [1, 1, 1, 1] },
    { shape: [2, 2], type: 'INT8', data: [0, 1, 2, 3] },
  ),
  {
    ...denseLayer({ shape: [2, 4], externalBuffer: 1 }),
    externalBufferGroups: ['b'],
    externalBuffers: [{ id: 1, group: 0 }],
  },
  denseLayer(
    {
      ...{ shape: [2, 4], type: 'INT8', data: values },
      quantization: { details: { axes: [0, 1], scales: 3, zeroPoints: 4 } },
    },
    { shape: [2, 2], type: 'FLOAT32', data: [1, 1, 1, 1] },
    { shape: [1, 2], type: 'INT64', data: [0, 1] },
  ),
  shuffledLayer({ ...plain, shape: [4, 16], type: 'UINT8', values: Array<bigint>(64).fill(128n) }),
  lutLayer(plain),
  decodedLutLayer(plain),
  decodedPrunedLayer(
    plain,
    plain.values.map(() => 0n),
  ),
  decodedHuffmanLayer(plain, { firstBits: 2, nextBits: 1, entryBits: 16 }),
].map((description) => buildModel(description));

/** Bytes to write into a file, at a share of its length. */
const damage = fc.record({
  // Not fc.double, which prefers numbers near 0.
  place: fc.nat(9999).map((part) => part / 10_000),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    // Extreme values for offsets, counts and sizes.
    fc
      .constantFrom(0, 1, -1, 4, 8, 2 ** 31 - 1, -(2 ** 31), 65536)
      .map((value) => new Uint8Array(Int32Array.of(value).buffer)),
  ),
});

/** Limits for a file of this size. It is read about twice, and a byte contains at most 8 weights. */
function maxWork(byteLength: number): Work {
  // A stored-sparse tensor can declare more weights than it stores. Its mask has the declared size, up to a limit.
  return { reads: 32, bytesRead: 4 * byteLength, calls: 16, weights: 8 * byteLength, maskWords: 72e6 };
}

/**
 * The result for a file: `report`, or the code of its error. Other exceptions, such as exceeded limits, fail the test with the seed of
 * fast-check.
 */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  try {
    const { source, engine } = countedWork(bytes, maxWork(bytes.length));
    const model = await openSource(source, engine);
    await reportOn({ model, modelSha256: '', pattern: twoOfFour, sha256: sha256Of });
    return 'report';
  } catch (thrown) {
    if (thrown instanceof ModelError) return thrown.code;
    throw thrown;
  }
}

it('a damaged model gives a report or a ModelError, with work limited by its size', async () => {
  const outcomes = new Map<string, number>();
  const damagedModel = fc.tuple(fc.constantFrom(...models), fc.array(damage, { minLength: 1, maxLength: 3 }));
  const property = fc.asyncProperty(damagedModel, async ([model, damages]) => {
    const bytes = model.slice();
    for (const { place, bytes: over } of damages) {
      // Numbers are at multiples of 4. The first 8 bytes stay, because most changes there give "not a model".
      const at = 8 + Math.floor((place * (bytes.length - 12)) / 4) * 4;
      bytes.set(over, at);
    }
    const outcome = await outcomeOf(bytes);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  });
  await fc.assert(property, { numRuns: 1000 });
  // Many files must get past the first checks for the test to be meaningful.
  expect(outcomes.get('report')).toBeGreaterThan(20);
  expect(outcomes.get('truncated')).toBeGreaterThan(20);
});

it('the undamaged models give a report', async () => {
  for (const model of models) expect(await outcomeOf(model)).toBe('report');
});
