import * as tf from '@tensorflow/tfjs-core';
import type { Pruning } from './lowMagnitude';
import { type Digits, imageSize } from './mnist';
import { logitsOf, type Network } from './network';
import { shuffledIndices } from './random';
import { type Name, shapes, type Weights } from './shapes';

export type TrainingOptions = {
  readonly epochs: number;
  /** Images of a step. */
  readonly batchSize: number;
  /** Of Adam. @param share of the training that is done, 0 to less than 1 */
  learningRate(share: number): number;
  /** Share of the moving statistics of the batch normalization that a step keeps, 0 to 1. Keras's default is 0.99. */
  readonly normalizationMomentum: number;
  /** Numbers from 0 to 1, for the order of the digits and for dropout. */
  readonly random: () => number;
};

/** One update of the weights. */
export type TrainingStep = {
  /** From 1. */
  readonly epoch: number;
  /** From 1, over all epochs. */
  readonly step: number;
  readonly steps: number;
  /** Mean cross-entropy of the batch, and its share of correct digits, 0 to 1, both before the update. */
  readonly loss: number;
  readonly accuracy: number;
};

/** Trains a network with Adam, a step at each iteration. Leaving the loop ends the training. @param pruning undefined: without pruning */
export async function* trainingSteps(
  network: Network,
  digits: Digits,
  pruning: Pruning | undefined,
  { epochs, batchSize, learningRate, normalizationMomentum, random }: TrainingOptions,
): AsyncGenerator<TrainingStep> {
  const optimizer = new ScheduledAdam(learningRate(0), 0.9, 0.999);
  const stepsPerEpoch = Math.ceil(digits.count / batchSize);
  const steps = epochs * stepsPerEpoch;
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = shuffledIndices(digits.count, random);
      for (let batch = 0; batch < stepsPerEpoch; batch++) {
        const indices = order.subarray(batch * batchSize, (batch + 1) * batchSize);
        const step = (epoch - 1) * stepsPerEpoch + batch + 1;
        optimizer.setLearningRate(learningRate((step - 1) / steps));
        const { loss, accuracy } = await update(
          network,
          optimizer,
          batchOf(digits, indices),
          normalizationMomentum,
          random,
        );
        pruning?.apply();
        yield { epoch, step, steps, loss, accuracy };
      }
    }
  } finally {
    optimizer.dispose();
  }
}

/** Adam with a learning rate that changes. */
class ScheduledAdam extends tf.AdamOptimizer {
  setLearningRate(rate: number): void {
    this.learningRate = rate;
  }
}

type Batch = { readonly images: tf.Tensor4D; readonly labels: tf.Tensor2D };

function batchOf({ images, labels }: Digits, indices: Uint32Array): Batch {
  const pixels = new Float32Array(indices.length * imageSize);
  const oneHot = new Float32Array(indices.length * 10);
  indices.forEach((index, row) => {
    for (let pixel = 0; pixel < imageSize; pixel++) {
      pixels[row * imageSize + pixel] = images[index * imageSize + pixel] / 255;
    }
    oneHot[row * 10 + labels[index]] = 1;
  });
  return {
    images: tf.tensor4d(pixels, [indices.length, 28, 28, 1]),
    labels: tf.tensor2d(oneHot, [indices.length, 10]),
  };
}

async function update(
  network: Network,
  optimizer: tf.Optimizer,
  { images, labels }: Batch,
  momentum: number,
  random: () => number,
): Promise<{ readonly loss: number; readonly accuracy: number }> {
  let correct: tf.Tensor | undefined;
  const cost = optimizer.minimize(() => {
    const logits = logitsOf(network, images, { momentum, random });
    correct = tf.keep(tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), tf.argMax(labels, 1)), 'float32')));
    return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
  }, true)!;
  const [[loss], [accuracy]] = await Promise.all([cost.data(), correct!.data()]);
  tf.dispose([cost, correct!, images, labels]);
  return { loss, accuracy };
}

const evaluatedAtOnce = 500;

/** Share of digits that a network classifies correctly, 0 to 1. */
export async function accuracyOn(network: Network, digits: Digits): Promise<number> {
  let correct = 0;
  for (let start = 0; start < digits.count; start += evaluatedAtOnce) {
    const length = Math.min(evaluatedAtOnce, digits.count - start);
    const indices = Uint32Array.from({ length }, (_, i) => start + i);
    const { images, labels } = batchOf(digits, indices);
    const classes = tf.tidy(() => tf.argMax(logitsOf(network, images), 1));
    const found = await classes.data();
    for (let i = 0; i < length; i++) if (found[i] === digits.labels[start + i]) correct++;
    tf.dispose([images, labels, classes]);
  }
  return correct / digits.count;
}

/** The values of all variables. */
export async function weightsOf(network: Network): Promise<Weights> {
  const names = Object.keys(shapes) as Name[];
  const values = await Promise.all(names.map((name) => network[name].data()));
  return Object.fromEntries(names.map((name, i) => [name, values[i].slice()])) as Weights;
}
