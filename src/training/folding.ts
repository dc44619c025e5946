import { normalizationEpsilon, shapes, type Weights } from './shapes';

/** A layer as a .tflite file holds it: `weights` of the given shape, outputs first and inputs last, and a bias per output. */
export type Layer = { readonly shape: readonly number[]; readonly weights: Float32Array; readonly bias: Float32Array };

/** The four layers that have weights. */
export type Layers<L = Layer> = { readonly first: L; readonly second: L; readonly dense: L; readonly last: L };

/**
 * The layers as trained, with the batch normalization folded into the second as TFLite's converter does it: the filter of each
 * output times gamma / sqrt(variance + epsilon), and the rest in the bias. Zeros stay zero.
 */
export function foldedLayers(weights: Weights): Layers {
  const factors = weights.gamma.map(
    (gamma, output) => gamma / Math.sqrt(weights.movingVariance[output]! + normalizationEpsilon),
  );
  const secondBias = weights.beta.map((beta, output) => beta - weights.movingMean[output]! * factors[output]!);
  return {
    first: layer(shapes.firstFilter, weights.firstFilter, weights.firstBias),
    second: layer(
      shapes.secondFilter,
      weights.secondFilter.map((weight, index) => weight * factors[index % factors.length]!),
      secondBias,
    ),
    dense: layer(shapes.denseKernel, weights.denseKernel, weights.denseBias),
    last: layer(shapes.lastKernel, weights.lastKernel, weights.lastBias),
  };
}

/** From TensorFlow's layouts, outputs last, to TFLite's, outputs first: [h, w, in, out] and [in, out]. */
function layer(shape: readonly number[], values: Float32Array, bias: Float32Array): Layer {
  const outputs = shape.at(-1)!;
  const inputs = values.length / outputs;
  const weights = new Float32Array(values.length);
  for (let input = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) {
      weights[output * inputs + input] = values[input * outputs + output]!;
    }
  }
  return { shape: [outputs, ...shape.slice(0, -1)], weights, bias };
}
