import * as tf from '@tensorflow/tfjs-core';

// Two layers with their own gradients for the wasm backend of tfjs: it has no kernel for the gradient of a filter, and its matMul with transpose
// flags takes ten times as long as a transpose followed by a plain matMul.

/** A 2-D convolution, stride 1, padding 'same', with an odd square filter [size, size, in, out]; `x` is [batch, side, side, in]. */
export function convolution(x: tf.Tensor4D, filter: tf.Tensor4D): tf.Tensor4D {
  if (tf.getBackend() !== 'wasm') return tf.conv2d(x, filter, 1, 'same');
  return gradientOp(
    (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
    (dy, x, filter) => [
      inputGradient(dy as tf.Tensor4D, filter),
      filterGradient(dy as tf.Tensor4D, x as tf.Tensor4D, filter),
    ],
  )(x, filter) as tf.Tensor4D;
}

/** The matrix product [batch, in] x [in, out]. */
export function product(x: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor2D {
  if (tf.getBackend() !== 'wasm') return tf.matMul(x, weights);
  return gradientOp(
    (x, weights) => tf.matMul(x, weights),
    (dy, x, weights) => [tf.matMul(dy, tf.transpose(weights)), tf.matMul(tf.transpose(x), dy)],
  )(x, weights) as tf.Tensor2D;
}

type Forward = (x: tf.Tensor, weights: tf.Tensor) => tf.Tensor;
type Backward = (dy: tf.Tensor, x: tf.Tensor, weights: tf.Tensor) => tf.Tensor[];

function gradientOp(forward: Forward, backward: Backward): Forward {
  return tf.customGrad((x, weights, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor, weights as tf.Tensor]);
    return {
      value: forward(x as tf.Tensor, weights as tf.Tensor),
      gradFunc: (dy, saved) => backward(dy, saved[0]!, saved[1]!),
    };
  });
}

/** dx is the convolution of dy with the filter flipped in both directions, inputs and outputs swapped. */
function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor): tf.Tensor {
  if (filter.shape[2] === 1) return tf.zeros([...dy.shape.slice(0, 3), 1]); // The gradient of the image is not needed.
  return tf.conv2d(dy, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D, 1, 'same');
}

/** dw is the convolution of x with dy as filter, both with the batch in the place of the input channels. */
function filterGradient(dy: tf.Tensor4D, x: tf.Tensor4D, filter: tf.Tensor): tf.Tensor {
  const margin = (filter.shape[0]! - 1) / 2;
  const gradient = tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D, 1, margin);
  return tf.transpose(gradient, [1, 2, 0, 3]);
}
