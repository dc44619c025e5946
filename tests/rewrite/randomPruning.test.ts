import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { ModelError } from '../../src/modelError';
import { weightValues } from '../../src/pruning/weightValues';
import { openWeights } from '../../src/rewrite/modelWeights';
import type { PlannedTensor, Pruning } from '../../src/rewrite/plan';
import { storedMatrix } from '../../src/tflite/weights/storedMatrix';
import { buildModel, type ModelDescription } from '../support/buildModel';
import { type Draw, drawFrom } from '../support/randomDraw';
import { type RandomWeight, randomModel } from '../support/randomModel';
import { isZeroFloat, weightTypes } from '../support/randomWeights';
import { type Rewritten, rewritten } from '../support/rewritten';

function randomPruning(draw: Draw): Exclude<Pruning, { kind: 'keep' }> {
  const of = draw.between(2, 9);
  return draw.pick(
    { kind: 'pattern', zeros: draw.between(1, of - 1), of },
    { kind: 'pattern', zeros: 2, of: 4 },
    { kind: 'sparsity', sparsity: draw.between(0, 10) / 10 },
    { kind: 'threshold', threshold: draw.pick(0, 0.5, 1, 1.5, 2 ** 30) },
  );
}

const magnitude = (value: number) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value));

/** The elements with the `count` largest magnitudes, the first of equal ones. */
function largest(elements: readonly number[], values: readonly number[], count: number): number[] {
  return elements
    .toSorted((a, b) =>
      magnitude(values[b]) === magnitude(values[a]) ? a - b : magnitude(values[b]) > magnitude(values[a]) ? 1 : -1,
    )
    .slice(0, count);
}

/** The elements that stay as they are. */
function keptElements(values: readonly number[], columns: number, prune: Pruning): Set<number> {
  const all = values.map((_, element) => element);
  if (prune.kind === 'threshold') return new Set(all.filter((element) => magnitude(values[element]) > prune.threshold));
  if (prune.kind === 'sparsity') {
    const count = values.length * (1 - prune.sparsity);
    const half = Math.floor(count) + 0.5 === count;
    return new Set(largest(all, values, Math.max(1, half ? 2 * Math.round(count / 2) : Math.round(count))));
  }
  if (prune.kind === 'keep') return new Set(all);
  const blocks = new Map<string, number[]>();
  for (const element of all) {
    const key = `${Math.floor(element / columns)}:${Math.floor((element % columns) / prune.of)}`;
    blocks.set(key, [...(blocks.get(key) ?? []), element]);
  }
  return new Set([...blocks.values()].flatMap((block) => largest(block, values, prune.of - prune.zeros)));
}

async function realValues(bytes: Uint8Array, { subgraph, tensor }: RandomWeight) {
  const { file, weights } = await openWeights(memorySource('a.tflite', bytes), undefined);
  const stored = await storedMatrix(file, weights.get(`${subgraph}:${tensor}`)!.tensor);
  const values: number[] = [];
  for await (const part of weightValues(stored, undefined).parts()) values.push(...part.values);
  return { values, start: stored.data.range.start };
}

/** Sets the bits of an element. */
function setBits(bytes: Uint8Array, start: number, bits: number, element: number, value: bigint): void {
  for (let bit = 0; bit < bits; bit++) {
    const at = element * bits + bit;
    const mask = 1 << (at & 7);
    const byte = start + (at >> 3);
    bytes[byte] = (value >> BigInt(bit)) & 1n ? bytes[byte] | mask : bytes[byte] & ~mask;
  }
}

/** The original file, with the pruned weights of a tensor set to zero bit by bit. */
async function expectedFile(original: Uint8Array, weight: RandomWeight, prune: Pruning): Promise<Uint8Array> {
  const { values, start } = await realValues(original, weight);
  const { bits, kind } = weightTypes[weight.type];
  const kept = keptElements(values, weight.shape.at(-1) ?? 1, prune);
  const expected = original.slice();
  for (const [element, stored] of weight.values.entries()) {
    const zero = kind === 'float' ? 0n : weight.zeroPoints[element];
    const isZero = kind === 'float' ? isZeroFloat(weight.type, stored!) : stored === zero;
    if (!kept.has(element) && !isZero) setBits(expected, start, bits, element, BigInt.asUintN(bits, zero));
  }
  return expected;
}

/** The model with scales where the quantization of a tensor refers to another tensor for them. Without, weights have no real value. */
function withScales(draw: Draw, description: ModelDescription): ModelDescription {
  const subgraphs = description.subgraphs?.map((subgraph) => {
    const tensors = [...(subgraph.tensors ?? [])];
    for (const [index, { shape = [], quantization }] of tensors.entries()) {
      const details = quantization?.details;
      if (typeof details !== 'object') continue;
      const { zeroPoints = -1 } = details;
      const columns = shape.at(-1) ?? 1;
      const blocks = [...shape.slice(0, -1), 'blockSize' in details ? columns / (details.blockSize ?? 1) : 1];
      const ofScales = zeroPoints > 0 ? (tensors[zeroPoints].shape ?? []) : blocks;
      const data = Array.from({ length: ofScales.reduce((product, size) => product * size, 1) }, () =>
        draw.pick(0.25, 0.5, 1, 3),
      );
      const scales = tensors.push({ name: 'scales', shape: ofScales, data }) - 1;
      tensors[index] = { ...tensors[index], quantization: { ...quantization, details: { ...details, scales } } };
    }
    return { ...subgraph, tensors };
  });
  return { ...description, ...(subgraphs && { subgraphs }) };
}

const refused: unknown[] = [];

async function pruned(file: Uint8Array, planned: PlannedTensor): Promise<Rewritten | undefined> {
  try {
    return await rewritten(file, [planned]);
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || thrown.code !== 'bad-plan') throw thrown;
    refused.push(thrown.message);
    return undefined;
  }
}

it('changes the pruned weights of random models to zero, and no other bit of the file', async () => {
  let compared = 0;
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const draw = drawFrom(generate);
      const { description, weights } = randomModel(draw);
      const file = buildModel(withScales(draw, description));
      for (const weight of weights) {
        const { subgraph, tensor } = weight;
        const prune = randomPruning(draw);
        const result = await pruned(file, { subgraph, tensor, name: await nameOf(file, weight), prune });
        if (!result) continue;
        const expected = await expectedFile(file, weight, prune);
        expect(Buffer.compare(result.bytes, expected)).toBe(0);
        compared++;
        if (Buffer.compare(file, expected) !== 0) changed++;
      }
    }),
    { numRuns: 500 },
  );
  expect(compared).toBeGreaterThan(150);
  expect(changed).toBeGreaterThan(50);
  const reasons = refused.map((message) =>
    String(message).replace(/.*(stored sparse|cannot be pruned to a pattern|shares|outside the range).*/, '$1'),
  );
  expect(new Set(reasons)).toEqual(
    new Set(['stored sparse', 'cannot be pruned to a pattern', 'shares', 'outside the range']),
  );
}, 120_000);

async function nameOf(file: Uint8Array, { subgraph, tensor }: RandomWeight): Promise<string> {
  const { weights } = await openWeights(memorySource('a.tflite', file), undefined);
  return weights.get(`${subgraph}:${tensor}`)!.tensor.name;
}
