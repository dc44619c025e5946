// Registers the gradients. tfjs-core alone does not.
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { accuracyOfFile } from '../../src/training/fileAccuracy';
import { foldedLayers } from '../../src/training/folding';
import { pruneLowMagnitude, tutorialPruning } from '../../src/training/lowMagnitude';
import { newNetwork } from '../../src/training/network';
import { randomNumbers } from '../../src/training/random';
import { sampleModel } from '../../src/training/sampleModel';
import { accuracyOn, type TrainingStep, trainingSteps, weightsOf } from '../../src/training/training';
import { writtenModel } from '../../src/training/writtenModel';
import { digits } from '../../tools/sample/mnist';
import { liteRtInNode } from '../support/liteRtInNode';

const all = digits('train');
const first = (count: number) => ({
  count,
  images: all.images.subarray(0, count * 784),
  labels: all.labels.subarray(0, count),
});

beforeAll(async () => {
  await tf.setBackend('wasm');
});

it('prunes in each step, and writes a file that computes the same', async () => {
  const random = randomNumbers(1);
  const network = newNetwork(random);
  const pruning = await pruneLowMagnitude(network, tutorialPruning);
  const before = await weightsOf(network);
  expect(before.firstFilter.filter((value) => value === 0).length).toBe(400);
  const steps: TrainingStep[] = [];
  const options = { epochs: 1, batchSize: 16, learningRate: () => 1e-3, normalizationMomentum: 0.9, random };
  for await (const step of trainingSteps(network, first(40), pruning, options)) {
    steps.push(step);
    const weights = await weightsOf(network);
    for (const name of ['firstFilter', 'secondFilter', 'denseKernel'] as const) {
      expect(
        weights[name].every((value, i) => before[name][i] !== 0 || value === 0),
        name,
      ).toBe(true);
      expect(
        weights[name].some((value, i) => value !== before[name][i]),
        name,
      ).toBe(true);
    }
  }
  expect(steps.map(({ step, steps, epoch }) => [step, steps, epoch])).toEqual([
    [1, 3, 1],
    [2, 3, 1],
    [3, 3, 1],
  ]);
  expect(steps.every(({ loss, accuracy }) => loss > 0 && accuracy >= 0 && accuracy <= 1)).toBe(true);
  const live = tf.memory().numTensors;
  pruning.strip();
  expect(tf.memory().numTensors).toBe(live - 3);

  const file = writtenModel(sampleModel(foldedLayers(await weightsOf(network))));
  const test = first(100);
  expect(await accuracyOfFile(await liteRtInNode(), file, test, () => {})).toBe(await accuracyOn(network, test));
});
