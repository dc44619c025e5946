import type { Layer, Layers } from './folding';

/** A layer with signed bytes as weights, each times the scale of its output. */
export type QuantizedLayer = Pick<Layer, 'shape' | 'bias'> & {
  readonly weights: Int8Array;
  /** [outputs] */
  readonly scales: Float32Array;
};

/** A model of one subgraph as plain data, for `writtenModel`. */
export type ModelDescription = {
  readonly description: string;
  readonly name: string;
  readonly tensors: readonly TensorDescription[];
  readonly operators: readonly OperatorDescription[];
  /** Indices of tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
};

export type TensorDescription = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly shapeSignature?: readonly number[];
  readonly type?: 'FLOAT32' | 'INT8' | 'INT32';
  /** Of a constant: its elements, little-endian. */
  readonly data?: Uint8Array;
  /** Per element of a dimension. */
  readonly quantization?: {
    readonly scale: readonly number[];
    readonly zeroPoint: readonly number[];
    readonly dimension: number;
  };
};

export type OperatorDescription = {
  readonly code: 'CONV_2D' | 'FULLY_CONNECTED' | 'MAX_POOL_2D' | 'RESHAPE';
  readonly version?: number;
  /** Indices of tensors. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: OperatorOptions;
};

/** Each operator uses those that it has a field for. Padding is SAME. Sizes are [height, width]. */
type OperatorOptions = {
  /** Default: NONE. */
  readonly activation?: 'RELU';
  /** Of pooling. Strides of convolutions are 1. */
  readonly stride?: readonly [number, number];
  readonly window?: readonly [number, number];
  readonly newShape?: readonly number[];
  readonly asymmetricQuantizeInputs?: boolean;
};

const dense = 'sequential/structural_pruning_dense';

/** The model of the tutorial, with the names that the converter gives and what it leaves out: dropout and batch normalization. */
export function sampleModel({ first, second, dense: hidden, last }: Layers<Layer | QuantizedLayer>): ModelDescription {
  const tensors: TensorDescription[] = [
    activation('serving_default_unstructured_pruning_input:0', [28, 28, 1]),
    ...layerTensors('sequential/unstructured_pruning', 'Conv2D', first),
    ...layerTensors('sequential/structural_pruning', 'Conv2D', second),
    ...layerTensors(dense, 'MatMul', hidden),
    ...layerTensors('sequential/dense', 'MatMul', last),
    { name: 'sequential/flatten/Const', shape: [2], type: 'INT32', data: bytesOf(Int32Array.of(-1, 3136)) },
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
          data: bytesOf(layer.weights),
          quantization: {
            scale: [...layer.scales],
            zeroPoint: Array.from(layer.scales, () => 0),
            dimension: 0,
          },
        }
      : { name, shape, data: bytesOf(layer.weights) };
  return [weights, { name: `${layerName}/BiasAdd/ReadVariableOp`, shape: [bias.length], data: bytesOf(bias) }];
}

// The platforms that WebAssembly runs on are little-endian, as the file is.
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
