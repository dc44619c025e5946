import * as tf from '@tensorflow/tfjs-core';
import { convolution, product } from './layers';
import { type Name, normalizationEpsilon, shapes } from './shapes';

export type Network = { readonly [name in Name]: tf.Variable };

const dropoutRate = 0.4;

/** A new network with Keras's usual start: Glorot uniform for filters and kernels, 0 for biases, 1 for gamma and the variance. */
export function newNetwork(random: () => number): Network {
  const variables = Object.entries(shapes).map(([name, shape]) => {
    const size = shape.reduce<number>((product, side) => product * side, 1);
    const values = new Float32Array(size);
    if (shape.length > 1) {
      const taps = shape.length === 4 ? shape[0] * shape[1] : 1;
      const limit = Math.sqrt(6 / (taps * (shape.at(-2)! + shape.at(-1)!)));
      for (let index = 0; index < size; index++) values[index] = (2 * random() - 1) * limit;
    } else if (name === 'gamma' || name === 'movingVariance') {
      values.fill(1);
    }
    return [name, tf.variable(tf.tensor(values, [...shape]), !name.startsWith('moving'), name)];
  });
  return Object.fromEntries(variables);
}

/** @param momentum share of the moving statistics that stays, 0 to 1 @param random numbers from 0 to 1, for dropout */
type InTraining = { readonly momentum: number; readonly random: () => number };

/**
 * The ten logits of each image, [batch, 10].
 * @param images [batch, 28, 28, 1], 0 to 1
 * @param training undefined: uses the moving statistics. Else those of the batch, which are added to the moving ones, and dropout.
 */
export function logitsOf(network: Network, images: tf.Tensor4D, training?: InTraining): tf.Tensor2D {
  const first = tf.relu(tf.add(convolution(images, network.firstFilter as tf.Tensor4D), network.firstBias));
  const pooled = tf.maxPool(first as tf.Tensor4D, 2, 2, 'same');
  const second = normalized(network, convolution(pooled, network.secondFilter as tf.Tensor4D), training);
  const flat = tf.reshape(tf.maxPool(tf.relu(second), 2, 2, 'same'), [images.shape[0], 3136]);
  const hidden = tf.relu(tf.add(product(flat as tf.Tensor2D, network.denseKernel as tf.Tensor2D), network.denseBias));
  const kept = training ? tf.mul(hidden, dropoutMask(hidden.shape, training.random)) : hidden;
  return tf.add(product(kept as tf.Tensor2D, network.lastKernel as tf.Tensor2D), network.lastBias);
}

function normalized(network: Network, x: tf.Tensor4D, training: InTraining | undefined): tf.Tensor4D {
  const { gamma, beta, movingMean, movingVariance } = network;
  const mean = training ? tf.mean(x, [0, 1, 2]) : movingMean;
  const variance = training ? tf.mean(tf.square(tf.sub(x, mean)), [0, 1, 2]) : movingVariance;
  if (training) {
    movingMean.assign(movingAverage(movingMean, mean, training.momentum));
    movingVariance.assign(movingAverage(movingVariance, variance, training.momentum));
  }
  const factor = tf.mul(gamma, tf.rsqrt(tf.add(variance, normalizationEpsilon)));
  return tf.add(tf.mul(tf.sub(x, mean), factor), beta);
}

function movingAverage(past: tf.Tensor, now: tf.Tensor, momentum: number): tf.Tensor {
  return tf.add(tf.mul(past, momentum), tf.mul(now, 1 - momentum));
}

/** 0 for a dropped unit, 1 / (1 - rate) for a kept one, so that the sum stays the same on average. */
function dropoutMask(shape: number[], random: () => number): tf.Tensor {
  const values = new Float32Array(shape[0]! * shape[1]!);
  for (let index = 0; index < values.length; index++)
    values[index] = random() < dropoutRate ? 0 : 1 / (1 - dropoutRate);
  return tf.tensor(values, shape);
}
