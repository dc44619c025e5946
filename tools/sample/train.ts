// Trains the model of TensorFlow's tutorial "Structural pruning of weights from your model with 2 by 4 sparsity" on MNIST, in Node, and
// saves its weights to .cache/sample/. Takes about 15 minutes on one CPU core.
//
//   npm run sample:train
//   npm run sample:train -- --unpruned    # the same model without pruning

// Registers the gradients. tfjs-core alone does not.
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { pruneLowMagnitude, tutorialPruning } from '../../src/training/lowMagnitude';
import { newNetwork } from '../../src/training/network';
import { randomNumbers } from '../../src/training/random';
import { accuracyOn, trainingSteps, weightsOf } from '../../src/training/training';
import { digits } from './mnist';
import { keepWeights } from './weights';

const training = process.argv.includes('--unpruned') ? 'unpruned' : 'pruned';
const seed = 2024;
const epochs = 2;
const options = { epochs, batchSize: 128, learningRate: () => 1e-3, normalizationMomentum: 0.99 };

await tf.setBackend('wasm');
await tf.ready();
const random = randomNumbers(seed);
const network = newNetwork(random);
const pruning = training === 'pruned' ? await pruneLowMagnitude(network, tutorialPruning) : undefined;
const test = digits('t10k');

const began = Date.now();
for await (const { epoch, step, steps, loss } of trainingSteps(network, digits('train'), pruning, {
  ...options,
  random,
})) {
  if (step % 20 === 1) {
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    console.log(`epoch ${epoch} step ${step}/${steps} loss ${loss.toFixed(4)} ${seconds} s`);
  }
  if (step % (steps / epochs) === 0) {
    const testAccuracy = await accuracyOn(network, test);
    console.log(`epoch ${epoch}: ${(100 * testAccuracy).toFixed(2)} % of the ${test.count} test images`);
    keepWeights(await weightsOf(network), training, { seed, epochs: epoch, testAccuracy });
  }
}
