import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { rewriteModel } from '../../src/rewrite/rewriteModel';
import { arithmeticChanges, weightedOperators } from '../../src/run/arithmetic';
import type { LiteRt } from '../../src/run/liteRt';
import { runBoth } from '../../src/run/runBoth';
import { liteRtInNode } from '../support/liteRtInNode';
import { openBytes } from '../support/openBytes';
import { rewrittenBytes } from '../support/prunedAlone';

const sample = (name: string) => new Uint8Array(readFileSync(`public/samples/mnist-2by4-${name}.tflite`));
const random = { kind: 'random', seed: 1, count: 3 } as const;

let liteRt: LiteRt;
beforeAll(async () => {
  liteRt = await liteRtInNode();
});

/** How a model with tensors in another encoding differs from the original when both run. */
async function reencoded(before: Uint8Array, names: readonly string[], encoding: 'dense' | 'csr' | 'block:1x4') {
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
