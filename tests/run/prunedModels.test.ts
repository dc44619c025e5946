import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { impactOf, ranked, type Sensitivity, sensitivities } from '../../src/run/sensitivity';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { liteRtInNode } from '../support/liteRtInNode';
import { openBytes } from '../support/openBytes';
import { prunedAlone } from '../support/prunedAlone';

const sample = new Uint8Array(readFileSync('public/samples/mnist-2by4-int8.tflite'));
const random = { kind: 'random', seed: 1, count: 3 } as const;

it('finds that pruning to a pattern that a tensor follows already changes no bit of the outputs', async () => {
  const { tensors } = (await openBytes(sample)).contents;
  const results: Sensitivity<WeightTensor>[] = [];
  const prune = { kind: 'pattern', zeros: 2, of: 4 } as const;
  const liteRt = await liteRtInNode();
  const pruned = (tensor: WeightTensor) => prunedAlone(sample, tensor, prune);
  await sensitivities(liteRt, sample, tensors, pruned, random, (result) => results.push(result));
  const changed = new Map(results.map(({ tensor, run }) => [tensor.name, run?.outputs[0]?.differences.changed]));
  expect(changed.get('sequential/structural_pruning/Conv2D')).toBe(0);
  expect(changed.get('sequential/structural_pruning_dense/MatMul')).toBe(0);
  // The last layer of the tutorial's model is not pruned.
  expect(changed.get('sequential/dense/MatMul')).toBe(30);
  const order = ranked(results.filter(({ run }) => run));
  expect(order.at(-1)!.tensor.name).toBe('sequential/dense/MatMul');
  expect(impactOf(order.at(-1)!.run!)).toBeLessThan(0.5);
});
