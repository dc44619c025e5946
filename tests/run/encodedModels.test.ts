import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import type { PlannedEncoding } from '../../src/rewrite/plan';
import { rewriteModel } from '../../src/rewrite/rewriteModel';
import { arithmeticChanges, weightedOperators } from '../../src/run/arithmetic';
import type { LiteRt } from '../../src/run/liteRt';
import { runBoth } from '../../src/run/runBoth';
import { buildModel } from '../support/buildModel';
import { liteRtInNode } from '../support/liteRtInNode';
import { openBytes } from '../support/openBytes';
import { prunedAlone, rewrittenBytes } from '../support/prunedAlone';
import { fullyConnectedModel, prunedValues, weightScale } from '../support/runnableModels';

const sample = (name: string) => new Uint8Array(readFileSync(`public/samples/mnist-2by4-${name}.tflite`));
const random = { kind: 'random', seed: 1, count: 3 } as const;

let liteRt: LiteRt;
beforeAll(async () => {
  liteRt = await liteRtInNode();
});

/** How a model with tensors in another encoding differs from the original when both run. */
async function reencoded(before: Uint8Array, names: readonly string[], encoding: PlannedEncoding) {
  const { tensors } = (await openBytes(before)).contents;
  const planned = tensors.flatMap(({ name, subgraph, tensor }) =>
    names.includes(name) ? [{ subgraph, tensor, encoding }] : [],
  );
  const after = await rewrittenBytes(
    await rewriteModel(memorySource('a', before), { planVersion: 1, tensors: planned }),
  );
  const { outputs } = await runBoth(liteRt, { before, after }, random);
  const { changed, relative } = outputs[0]!.differences;
  return {
    ...{ changed, relative },
    tensors: planned.length,
    changes: arithmeticChanges(await weightedOperators(before), await weightedOperators(after)),
    size: after.length / before.length,
  };
}

const convolution = 'sequential/structural_pruning/Conv2D';
const dense = 'sequential/structural_pruning_dense/MatMul';

it('finds the stored-sparse sample and its dense version equal, bit by bit', async () => {
  const found = await reencoded(sample('int8-stored-sparse'), [convolution, dense], 'dense');
  expect(found).toMatchObject({ tensors: 2, changes: [], changed: 0 });
  expect(found.size).toBeLessThan(0.8);
});

it('finds the float32 sample equal if it is stored sparse behind DENSIFY, and but for the last bits if the operator skips zeros', async () => {
  expect(await reencoded(sample('float32'), [convolution], 'csr')).toMatchObject({
    tensors: 1,
    changes: [],
    changed: 0,
  });
  for (const encoding of ['csr', 'block:1x4'] as const) {
    const { changes, changed, relative } = await reencoded(sample('float32'), [dense], encoding);
    expect(changes).toEqual([{ before: 'float', after: 'sparse-float', operators: 1 }]);
    expect(changed, encoding).toBeGreaterThan(0);
    expect(relative, encoding).toBeLessThan(1e-6);
  }
});

const weights = { subgraph: 0, tensor: 2 } as const;
const mostlyZero = { kind: 'sparsity', sparsity: 0.98 } as const;

it.each([
  ['float', 'csr'],
  ['float', 'block:1x4'],
  ['int8', 'block:1x16'],
] as const)(
  'finds %s weights as %s, with blocks of zeros, equal to dense ones, from any version',
  async (chain, encoding) => {
    for (const version of [1, 9]) {
      const pruned = await prunedAlone(fullyConnectedModel(chain, undefined, version), weights, mostlyZero);
      const { changes, relative } = await reencoded(pruned, ['weights'], encoding);
      const before = chain === 'float' ? 'float' : 'hybrid';
      expect(changes).toEqual([{ before, after: `sparse-${before}`, operators: 1 }]);
      expect(relative, `version ${version}`).toBeLessThan(1e-6);
    }
  },
);

it('finds INT8 weights in blocks, most of which have only zeros, equal bit by bit with INT8 activations', async () => {
  const scaled = (shape: readonly number[], scale: number) =>
    ({ shape, type: 'INT8', quantization: { scale: [scale], zeroPoint: [3] } }) as const;
  const model = buildModel({
    tensors: [
      { name: 'x', shape: [1, 32] },
      { name: 'y', shape: [1, 8] },
      {
        ...{ name: 'weights', shape: [8, 32], type: 'INT8', data: prunedValues },
        quantization: { scale: [weightScale], zeroPoint: [0] },
      },
      scaled([1, 32], 1 / 100),
      scaled([1, 8], 1 / 20),
    ],
    operators: [
      { code: 'QUANTIZE', inputs: [0], outputs: [3] },
      { code: 'FULLY_CONNECTED', inputs: [3, 2, -1], outputs: [4], version: 4 },
      { code: 'DEQUANTIZE', inputs: [4], outputs: [1], version: 2 },
    ],
    inputs: [0],
    outputs: [1],
  });
  const pruned = await prunedAlone(model, weights, mostlyZero);
  expect(await reencoded(pruned, ['weights'], 'block:1x16')).toMatchObject({ tensors: 1, changed: 0 });
  // Other weights have other outputs.
  const { outputs } = await runBoth(liteRt, { before: model, after: pruned }, random);
  expect(outputs[0]!.differences.changed).toBeGreaterThan(0);
});

it('finds stored-sparse weights that become dense equal', async () => {
  for (const chain of ['sparse float', 'sparse int8'] as const) {
    const { relative } = await reencoded(fullyConnectedModel(chain), ['weights'], 'dense');
    expect(relative, chain).toBeLessThan(1e-6);
  }
});
