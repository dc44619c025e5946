// Trains the model of TensorFlow's tutorial "Structural pruning of weights from your model with 2 by 4 sparsity" on MNIST, in Node, and
// saves its weights to .cache/sample/. Takes about 15 minutes on one CPU core.
//
//   npm run sample:train
//   npm run sample:train -- --unpruned    # the same model without masks

// Registers the gradients. tfjs-core alone does not.
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type Digits, digits, imageSize } from './mnist';
import { logitsOf, masksOf, type Network, newNetwork } from './network';
import { randomNumbers, shuffledIndices } from './random';
import { type Name, shapes } from './shapes';
import { keepWeights, type Weights } from './weights';

const unpruned = process.argv.includes('--unpruned');
const seed = 2024;
const epochs = 2;
const batchSize = 128;
const learningRate = 1e-3;

await tf.setBackend('wasm');
await tf.ready();
const random = randomNumbers(seed);
const network = newNetwork(random);
const masks = unpruned ? [] : (Object.entries(masksOf(network)) as [Name, tf.Tensor][]);
const optimizer = tf.train.adam(learningRate);
const training = digits('train');
const test = digits('t10k');

applyMasks();
const began = Date.now();
for (let epoch = 1; epoch <= epochs; epoch++) {
  const order = shuffledIndices(training.count, random);
  const batches = Math.ceil(training.count / batchSize);
  for (let batch = 0; batch < batches; batch++) {
    const loss = trainOn(batchOf(training, order.subarray(batch * batchSize, (batch + 1) * batchSize)));
    if (batch % 20 === 0 || batch === batches - 1) {
      const seconds = ((Date.now() - began) / 1000).toFixed(0);
      console.log(`epoch ${epoch} batch ${batch + 1}/${batches} loss ${loss.toFixed(4)} ${seconds} s`);
    }
  }
  const accuracy = accuracyOn(test);
  console.log(`epoch ${epoch}: ${(100 * accuracy).toFixed(2)} % of the ${test.count} test images`);
  keepWeights(weightsOf(network), unpruned ? 'unpruned' : 'pruned', { seed, epochs: epoch, testAccuracy: accuracy });
}

type Batch = { readonly images: tf.Tensor4D; readonly labels: tf.Tensor2D };

function batchOf({ images, labels }: Digits, indices: Uint32Array): Batch {
  const pixels = new Float32Array(indices.length * imageSize);
  const oneHot = new Float32Array(indices.length * 10);
  indices.forEach((index, row) => {
    for (let pixel = 0; pixel < imageSize; pixel++) {
      pixels[row * imageSize + pixel] = images[index * imageSize + pixel]! / 255;
    }
    oneHot[row * 10 + labels[index]!] = 1;
  });
  return {
    images: tf.tensor4d(pixels, [indices.length, 28, 28, 1]),
    labels: tf.tensor2d(oneHot, [indices.length, 10]),
  };
}

/** One step of the optimizer; the loss of the batch before it. */
function trainOn({ images, labels }: Batch): number {
  const cost = optimizer.minimize(
    () => tf.losses.softmaxCrossEntropy(labels, logitsOf(network, images, random)) as tf.Scalar,
    true,
  )!;
  applyMasks();
  const loss = cost.dataSync()[0]!;
  tf.dispose([cost, images, labels]);
  return loss;
}

/** The pruned weights are set back to zero: the optimizer knows nothing of the masks. */
function applyMasks(): void {
  tf.tidy(() => {
    for (const [name, mask] of masks) network[name].assign(tf.mul(network[name], mask));
  });
}

function accuracyOn(digits: Digits): number {
  let correct = 0;
  for (let start = 0; start < digits.count; start += 1000) {
    const indices = Uint32Array.from({ length: 1000 }, (_, step) => start + step);
    const { images, labels } = batchOf(digits, indices);
    const best = tf.tidy(() => tf.argMax(logitsOf(network, images), 1).dataSync());
    indices.forEach((index, row) => {
      if (best[row] === digits.labels[index]) correct++;
    });
    tf.dispose([images, labels]);
  }
  return correct / digits.count;
}

function weightsOf(network: Network): Weights {
  const entries = (Object.keys(shapes) as Name[]).map((name) => [name, network[name].dataSync().slice()]);
  return Object.fromEntries(entries);
}
