import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { ModelError } from '../../src/modelError';
import { denselyStored } from '../../src/rewrite/denseMatrix';
import { openWeights } from '../../src/rewrite/modelWeights';
import { type PlannedEncoding, plannedEncodings } from '../../src/rewrite/plan';
import { dataRanges } from '../../src/tflite/tensorData';
import { readElements, storedMatrix } from '../../src/tflite/weights/storedMatrix';
import { elementCount, tensorKey } from '../../src/tflite/weights/weightTensor';
import { buildModel } from '../support/buildModel';
import { drawFrom } from '../support/randomDraw';
import { type RandomWeight, randomModel } from '../support/randomModel';
import { isZeroFloat, weightTypes } from '../support/randomWeights';
import { type Rewritten, rewritten } from '../support/rewritten';

const open = (bytes: Uint8Array) => openWeights(memorySource('a.tflite', bytes), undefined);

/** The stored numbers of a tensor of a file by element; undefined for zeros. */
async function nonZeros(bytes: Uint8Array, key: string, weight: RandomWeight): Promise<(bigint | undefined)[]> {
  const { file, weights } = await open(bytes);
  const { tensor } = weights.get(key)!;
  const dense = await denselyStored(file, await storedMatrix(file, tensor));
  const data = await readElements(dense, 0, elementCount(tensor));
  const { bits } = weightTypes[weight.type];
  return weight.values.map((_, element) => {
    let value = 0n;
    for (let byte = bits / 8 - 1; byte >= 0; byte--) value = (value << 8n) | BigInt(data[(element * bits) / 8 + byte]);
    return isZero(weight, element, value) ? undefined : value;
  });
}

function isZero({ type, zeroPoints }: RandomWeight, element: number, bits: bigint): boolean {
  const format = weightTypes[type];
  return format.kind === 'float' ? isZeroFloat(type, bits) : bits === BigInt.asUintN(format.bits, zeroPoints[element]);
}

function expectedNonZeros(weight: RandomWeight): (bigint | undefined)[] {
  return weight.values.map((value, element) => {
    const bits = value === undefined ? undefined : BigInt.asUintN(weightTypes[weight.type].bits, value);
    return bits === undefined || isZero(weight, element, bits) ? undefined : bits;
  });
}

/** What other tensors are, with their data. */
async function otherTensors(bytes: Uint8Array, count: readonly number[], leftOut: string) {
  const { file } = await open(bytes);
  return Promise.all(
    file.model.subgraphs.map(async ({ index, tensors }) => {
      const originals = tensors.slice(0, count[index]);
      const ranges = await dataRanges(file.metadata, file.model, originals);
      return originals.map(({ name, shape, typeCode, isVariable, storedSparse }, tensor) => {
        if (tensorKey({ subgraph: index, tensor }) === leftOut) return undefined;
        const range = ranges[tensor];
        const data = range && !(range instanceof ModelError) && bytes.slice(range.start, range.end);
        return { name, shape, typeCode, isVariable, storedSparse, data };
      });
    }),
  );
}

const refusals = new Map<string, string>();

async function packed(file: Uint8Array, weight: RandomWeight, encoding: PlannedEncoding) {
  try {
    const { subgraph, tensor } = weight;
    return await rewritten(file, [{ subgraph, tensor, encoding }]);
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    refusals.set(thrown.message.replace(/^tensor \S+( \([^:]*\))?: |\d+/g, ''), thrown.code);
    return undefined;
  }
}

async function checkPacked(file: Uint8Array, result: Rewritten, weight: RandomWeight, encoding: PlannedEncoding) {
  const key = tensorKey(weight);
  expect(await nonZeros(result.bytes, key, weight)).toEqual(expectedNonZeros(weight));
  const [before, after] = await Promise.all([open(file), open(result.bytes)]);
  const [was, is] = [before.weights.get(key)!.tensor, after.weights.get(key)!.tensor];
  expect(is.encoding).toBe(encoding.replace(/csr|block:.*/, 'sparse'));
  expect(is.operators.map(({ code }) => code)).toEqual(was.operators.map(({ code }) => code));
  expect(after.weights.size).toBe(before.weights.size);
  const counts = before.file.model.subgraphs.map(({ tensors }) => tensors.length);
  expect(await otherTensors(result.bytes, counts, key)).toEqual(await otherTensors(file, counts, key));
}

it('stores the weights of random models in other encodings, with the same non-zeros bit by bit', async () => {
  const packedAs = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw = drawFrom(generate);
      const { description, weights } = randomModel(draw);
      const file = buildModel(description);
      const { trailing } = description;
      for (const weight of weights) {
        for (const encoding of plannedEncodings) {
          const from = weight.sparsity ? 'sparse' : 'dense';
          const result = from === encoding ? undefined : await packed(file, weight, encoding);
          if (!result) continue;
          await checkPacked(file, result, weight, encoding);
          packedAs.add(`${from} to ${encoding}`);
          if (trailing) expect(result.bytes.slice(-trailing.length)).toEqual(trailing);
        }
      }
    }),
    { numRuns: 500 },
  );
  // Blocks of 1x16 need rows of 16 weights and more, which few random models have.
  const others = plannedEncodings.filter((encoding) => encoding !== 'dense' && encoding !== 'block:1x16');
  const all = ['dense', 'sparse'].flatMap((from) => others.map((encoding) => `${from} to ${encoding}`));
  for (const conversion of [...all, 'sparse to dense']) expect(packedAs).toContain(conversion);
  // All of them are refusals by the rules, never damage.
  expect([...new Set(refusals.values())].sort()).toEqual(['bad-plan', 'unsupported-type']);
}, 240_000);
