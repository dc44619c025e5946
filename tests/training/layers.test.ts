// Registers the gradients and the backend "cpu". tfjs-core alone does not.
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { convolution, product } from '../../src/training/layers';
import { randomNumbers } from '../../src/training/random';

const random = randomNumbers(3);

/** A tensor's shape and values, to make it on each backend. */
function drawn(...shape: number[]) {
  const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * random() - 1);
  return { shape, values };
}

type Drawn = ReturnType<typeof drawn>;
type LayerFunction = (x: tf.Tensor, weights: tf.Tensor) => tf.Tensor;

/** The output and the gradients of the sum of its squares. */
async function gradientsOn(backend: string, layer: LayerFunction, x: Drawn, weights: Drawn): Promise<number[][]> {
  await tf.setBackend(backend);
  const [input, filter] = [x, weights].map(({ shape, values }) => tf.tensor(values, shape)) as [tf.Tensor, tf.Tensor];
  const cost = (input: tf.Tensor, filter: tf.Tensor) => tf.sum(tf.square(layer(input, filter)));
  const results = [layer(input, filter), ...tf.grads(cost)([input, filter])];
  return Promise.all(results.map(async (result) => [...(await result.data())]));
}

it.each([
  { name: 'convolution', layer: convolution as LayerFunction, x: drawn(3, 8, 8, 6), weights: drawn(5, 5, 6, 4) },
  { name: 'product', layer: product as LayerFunction, x: drawn(3, 8), weights: drawn(8, 5) },
])('the $name has the same gradients with its own and with the usual kernels', async ({ layer, x, weights }) => {
  const own = await gradientsOn('wasm', layer, x, weights);
  const usual = await gradientsOn('cpu', layer, x, weights);
  expect(own.map((values) => values.length)).toEqual(usual.map((values) => values.length));
  for (const [result, values] of own.entries()) {
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(usual[result]![i]!, 3);
  }
  expect(own[2]!.some((value) => Math.abs(value) > 1)).toBe(true);
});
