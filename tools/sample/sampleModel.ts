import type { ModelDescription, TensorDescription } from '../../tests/support/buildModel';
import { packed } from '../../tests/support/packing';
import type { Layer, Layers } from './folding';
import type { QuantizedLayer } from './quantization';

const dense = 'sequential/structural_pruning_dense';

/** The model of the tutorial, with the names that the converter gives and what it leaves out: dropout and batch normalization. */
export function sampleModel({ first, second, dense: hidden, last }: Layers<Layer | QuantizedLayer>): ModelDescription {
  const tensors: TensorDescription[] = [
    activation('serving_default_unstructured_pruning_input:0', [28, 28, 1]),
    ...layerTensors('sequential/unstructured_pruning', 'Conv2D', first),
    ...layerTensors('sequential/structural_pruning', 'Conv2D', second),
    ...layerTensors(dense, 'MatMul', hidden),
    ...layerTensors('sequential/dense', 'MatMul', last),
    { name: 'sequential/flatten/Const', shape: [2], type: 'INT32', data: [-1, 3136] },
    activation('sequential/unstructured_pruning/Relu', [28, 28, 32]),
    activation('sequential/max_pooling2d/MaxPool', [14, 14, 32]),
    activation('sequential/re_lu/Relu', [14, 14, 64]),
    activation('sequential/max_pooling2d_1/MaxPool', [7, 7, 64]),
    activation('sequential/flatten/Reshape', [3136]),
    activation(`${dense}/Relu`, [1024]),
    activation('StatefulPartitionedCall:0', [10]),
  ];
  // These versions added float activations with int8 weights per channel.
  const convolutionVersion = 'scales' in second ? 5 : 1;
  const connectedVersion = 'scales' in hidden ? 12 : 1;
  const relu = { activation: 'RELU' } as const;
  const halving = { stride: [2, 2], window: [2, 2] } as const;
  // Dynamic range quantization uses the smallest and the largest activation of each run, not the largest magnitude.
  const connected = { asymmetricQuantizeInputs: 'scales' in hidden };
  return {
    description: 'Prunescope sample, trained on MNIST',
    name: 'main',
    tensors,
    operators: [
      { code: 'CONV_2D', version: convolutionVersion, inputs: [0, 1, 2], outputs: [10], options: relu },
      { code: 'MAX_POOL_2D', inputs: [10], outputs: [11], options: halving },
      { code: 'CONV_2D', version: convolutionVersion, inputs: [11, 3, 4], outputs: [12], options: relu },
      { code: 'MAX_POOL_2D', inputs: [12], outputs: [13], options: halving },
      { code: 'RESHAPE', inputs: [13, 9], outputs: [14], options: { newShape: [-1, 3136] } },
      {
        code: 'FULLY_CONNECTED',
        version: connectedVersion,
        inputs: [14, 5, 6],
        outputs: [15],
        options: { ...relu, ...connected },
      },
      { code: 'FULLY_CONNECTED', version: connectedVersion, inputs: [15, 7, 8], outputs: [16], options: connected },
    ],
    inputs: [0],
    outputs: [16],
  };
}

/** Shape of one image or row; the first dimension, the batch, is 1 and can be changed. */
function activation(name: string, shape: readonly number[]): TensorDescription {
  return { name, shape: [1, ...shape], shapeSignature: [-1, ...shape] };
}

function layerTensors(layerName: string, weightsName: string, layer: Layer | QuantizedLayer): TensorDescription[] {
  const name = `${layerName}/${weightsName}`;
  const { shape, bias } = layer;
  const weights: TensorDescription =
    'scales' in layer
      ? {
          name,
          shape,
          type: 'INT8',
          data: packed(layer.weights, 'INT8'),
          quantization: {
            scale: [...layer.scales],
            zeroPoint: Array.from(layer.scales, () => 0),
            dimension: 0,
          },
        }
      : { name, shape, data: packed(layer.weights, 'FLOAT32') };
  return [
    weights,
    { name: `${layerName}/BiasAdd/ReadVariableOp`, shape: [bias.length], data: packed(bias, 'FLOAT32') },
  ];
}
