import { expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { openWeights } from '../../src/rewrite/modelWeights';
import { changeProblem, restrictionsOf } from '../../src/rewrite/restrictions';
import { buildModel, type ModelDescription } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';
import { rewritten } from '../support/rewritten';

const twoOfFour = { kind: 'pattern', zeros: 2, of: 4 } as const;
const half = { kind: 'sparsity', sparsity: 0.5 } as const;

async function restrictionsIn(description: ModelDescription) {
  const bytes = buildModel(description);
  const found = await restrictionsOf(await openWeights(memorySource('a.tflite', bytes), undefined));
  /** What the restrictions say of a change, and what a rewriting says. */
  const problems = async (tensor: number, change: Parameters<typeof changeProblem>[1]) => ({
    known: changeProblem(found.get(`0:${tensor}`)!, change),
    refusal: await rewritten(bytes, [{ subgraph: 0, tensor, ...change }]).then(
      () => undefined,
      (error: Error) => error.message,
    ),
  });
  return Object.assign(problems, { bytes });
}

const data = [1, 2, 3, 4, 5, 6, 7, 8];

it('allows what can be rewritten', async () => {
  const problems = await restrictionsIn(denseLayer({ shape: [2, 4], data }));
  for (const change of [
    { prune: twoOfFour },
    { prune: half },
    { encoding: 'csr' },
    { prune: half, encoding: 'dense' },
  ] as const)
    expect(await problems(1, change)).toEqual({ known: undefined, refusal: undefined });
});

it('refuses a pattern where the last dimension is not the input channels', async () => {
  const problems = await restrictionsIn({
    tensors: [{ shape: [1, 2, 2, 8] }, { name: 'w', shape: [1, 1, 1, 8], data }, { shape: [1, 2, 2, 8] }],
    operators: [{ code: 'DEPTHWISE_CONV_2D', inputs: [0, 1], outputs: [2] }],
  });
  const { known, refusal } = await problems(1, { prune: twoOfFour });
  expect(known).toMatch(/^cannot be pruned to a pattern/);
  expect(refusal).toBe(`tensor 0:1 (w) ${known}`);
  expect(await problems(1, { prune: half })).toEqual({ known: undefined, refusal: undefined });
});

it('refuses data that tensors of other shapes share, and another encoding of any shared data', async () => {
  const shared = (shape: readonly number[]): ModelDescription => ({
    tensors: [
      { shape: [1, 4] },
      { name: 'w', shape: [2, 4], type: 'INT8', buffer: 1 },
      {},
      { name: 'v', shape, type: 'INT8', buffer: 1 },
      {},
    ],
    buffers: [{ bytes: Uint8Array.from(data) }],
    operators: [
      { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] },
      { code: 'FULLY_CONNECTED', inputs: [0, 3, -1], outputs: [4] },
    ],
  });
  const other = await restrictionsIn(shared([4, 2]));
  const inPlace = await other(1, { prune: half });
  expect(inPlace.known).toContain('shares its data with tensor 0:3 (v), which has another start');
  expect(inPlace.refusal).toBe(`tensor 0:1 (w) ${inPlace.known}`);
  const same = await restrictionsIn(shared([2, 4]));
  expect(await same(1, { prune: half })).toEqual({ known: undefined, refusal: undefined });
  const encoded = await same(1, { encoding: 'csr' });
  expect(encoded.known).toContain('shares its data with tensor 0:3 (v), so it cannot be stored in another way');
  expect(encoded.refusal).toContain(
    'the tensor shares its data with tensor 0:3 (v), so it cannot be stored in another way',
  );
});

const int8 = { type: 'INT8', shape: [2, 4], data, quantization: { scale: [0.5], zeroPoint: [0] } } as const;

it('refuses sparse INT8 weights of operators that would get weights of both types', async () => {
  const problems = await restrictionsIn({
    tensors: [{ shape: [1, 4] }, { name: 'w', ...int8 }, { name: 'r', ...int8 }, { shape: [2] }, {}, { shape: [1, 2] }],
    operators: [{ code: 'RNN', inputs: [0, 1, 2, 3, 4], outputs: [5], version: 3 }],
  });
  for (const tensor of [1, 2]) {
    const { known, refusal } = await problems(tensor, { encoding: 'csr' });
    expect(known).toMatch(/^cannot be stored as csr: RNN has several INT8 inputs/);
    expect(refusal).toBe(`tensor 0:${tensor} (${tensor === 1 ? 'w' : 'r'}): ${known!.replace(/^[^:]*: /, '')}`);
    expect(await problems(tensor, { prune: half })).toEqual({ known: undefined, refusal: undefined });
    expect(await problems(tensor, { encoding: 'tflm-decode' })).toEqual({ known: undefined, refusal: undefined });
  }
});

it('allows sparse weights of the same operators if all weights have one type', async () => {
  const float = { shape: [2, 4], data } as const;
  const problems = await restrictionsIn({
    tensors: [
      { shape: [1, 4] },
      { name: 'w', ...float },
      { name: 'r', ...float },
      { shape: [2] },
      {},
      { shape: [1, 2] },
    ],
    operators: [{ code: 'RNN', inputs: [0, 1, 2, 3, 4], outputs: [5] }],
  });
  expect(await problems(1, { encoding: 'csr' })).toEqual({ known: undefined, refusal: undefined });
});

it('refuses sparse INT8 weights of a custom operator with FLOAT32 outputs', async () => {
  const problems = await restrictionsIn({
    tensors: [{ shape: [4] }, { name: 'w', ...int8, shape: [1, 1, 2, 4] }, {}, {}, { shape: [1, 1, 1, 2] }],
    operators: [
      { code: 'CUSTOM', custom: 'Other', inputs: [2], outputs: [3] },
      { code: 'CUSTOM', custom: 'Convolution2DTransposeBias', inputs: [0, 1, 2], outputs: [4], version: 2 },
    ],
  });
  const { known, refusal } = await problems(1, { encoding: 'csr' });
  expect(known).toMatch(/^cannot be stored as csr: CUSTOM:Convolution2DTransposeBias computes FLOAT32/);
  expect(refusal).toBe(`tensor 0:1 (w): ${known!.replace('cannot be stored as csr: ', '')}`);
});

it('names a tensor once', async () => {
  const problems = await restrictionsIn({
    tensors: [
      { shape: [1, 4] },
      { name: 'w', shape: [2, 4], type: 'INT8', buffer: 1 },
      {},
      { name: 'v', shape: [4, 2], type: 'INT8', buffer: 1 },
      {},
      { name: 'u', shape: [2, 4], data },
    ],
    buffers: [{ bytes: Uint8Array.from(data) }],
    operators: [
      { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] },
      { code: 'FULLY_CONNECTED', inputs: [0, 3, -1], outputs: [4] },
      { code: 'FULLY_CONNECTED', inputs: [0, 5, -1], outputs: [4] },
    ],
  });
  // The encoding of another tensor makes the model be written anew.
  const plan = [
    { subgraph: 0, tensor: 1, prune: half },
    { subgraph: 0, tensor: 5, encoding: 'csr' },
  ] as const;
  await expect(rewritten(problems.bytes, plan)).rejects.toThrow(/^tensor 0:1 \(w\) shares its data/);
});
