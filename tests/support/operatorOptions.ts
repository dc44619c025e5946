import type { Builder, Offset } from 'flatbuffers';
import {
  ActivationFunctionType,
  BatchMatMulOptions,
  BuiltinOptions,
  Conv2DOptions,
  DepthwiseConv2DOptions,
  FullyConnectedOptions,
  LSTMKernelType,
  LSTMOptions,
  Padding,
  Pool2DOptions,
  ReshapeOptions,
  SoftmaxOptions,
  TransposeConvOptions,
  VarHandleOptions,
} from '../../src/tflite/schema/tflite_generated';
import { operatorCodes } from './modelDescription';

/** The options of all operators. Each operator uses those that it has a field for. Sizes are [height, width]. */
export type OperatorOptions = {
  readonly padding?: keyof typeof Padding; // SAME
  readonly stride?: readonly [number, number]; // [1, 1]
  readonly dilation?: readonly [number, number]; // [1, 1]
  readonly window?: readonly [number, number]; // of pooling, [2, 2]
  readonly activation?: keyof typeof ActivationFunctionType; // NONE
  readonly depthMultiplier?: number; // 1
  readonly weightsFormat?: number; // 0
  readonly keepNumDims?: boolean; // false, as all below
  readonly asymmetricQuantizeInputs?: boolean;
  readonly adjX?: boolean;
  readonly adjY?: boolean;
  readonly beta?: number; // 1
  readonly newShape?: readonly number[]; // []
  readonly lstmKernel?: keyof typeof LSTMKernelType; // FULL
  /** Of VAR_HANDLE. */
  readonly sharedName?: string; // ''
};

/** Writes the options table of an operator code; undefined for a code without one. */
export function writeOptions(
  builder: Builder,
  code: number,
  options: OperatorOptions,
): { type: BuiltinOptions; offset: Offset } | undefined {
  const padding = Padding[options.padding ?? 'SAME'];
  const activation = ActivationFunctionType[options.activation ?? 'NONE'];
  const [strideH, strideW] = options.stride ?? [1, 1];
  const [dilationH, dilationW] = options.dilation ?? [1, 1];
  const [windowH, windowW] = options.window ?? [2, 2];
  const asymmetric = options.asymmetricQuantizeInputs ?? false;
  switch (code) {
    case operatorCodes.CONV_2D:
      return {
        type: BuiltinOptions.Conv2DOptions,
        offset: Conv2DOptions.createConv2DOptions(builder, padding, strideW, strideH, activation, dilationW, dilationH),
      };
    case operatorCodes.DEPTHWISE_CONV_2D:
      return {
        type: BuiltinOptions.DepthwiseConv2DOptions,
        offset: DepthwiseConv2DOptions.createDepthwiseConv2DOptions(
          builder,
          padding,
          strideW,
          strideH,
          options.depthMultiplier ?? 1,
          activation,
          dilationW,
          dilationH,
        ),
      };
    case operatorCodes.MAX_POOL_2D:
      return {
        type: BuiltinOptions.Pool2DOptions,
        offset: Pool2DOptions.createPool2DOptions(builder, padding, strideW, strideH, windowW, windowH, activation),
      };
    case operatorCodes.FULLY_CONNECTED:
      return {
        type: BuiltinOptions.FullyConnectedOptions,
        offset: FullyConnectedOptions.createFullyConnectedOptions(
          builder,
          activation,
          options.weightsFormat ?? 0,
          options.keepNumDims ?? false,
          asymmetric,
        ),
      };
    case operatorCodes.SOFTMAX:
      return {
        type: BuiltinOptions.SoftmaxOptions,
        offset: SoftmaxOptions.createSoftmaxOptions(builder, options.beta ?? 1),
      };
    case operatorCodes.RESHAPE: {
      const newShape = ReshapeOptions.createNewShapeVector(builder, [...(options.newShape ?? [])]);
      return {
        type: BuiltinOptions.ReshapeOptions,
        offset: ReshapeOptions.createReshapeOptions(builder, newShape),
      };
    }
    case operatorCodes.LSTM:
      return {
        type: BuiltinOptions.LSTMOptions,
        offset: LSTMOptions.createLSTMOptions(builder, activation, 0, 0, LSTMKernelType[options.lstmKernel ?? 'FULL']),
      };
    case operatorCodes.VAR_HANDLE: {
      const sharedName = builder.createString(options.sharedName ?? '');
      return {
        type: BuiltinOptions.VarHandleOptions,
        offset: VarHandleOptions.createVarHandleOptions(builder, 0, sharedName),
      };
    }
    case operatorCodes.TRANSPOSE_CONV:
      return {
        type: BuiltinOptions.TransposeConvOptions,
        offset: TransposeConvOptions.createTransposeConvOptions(builder, padding, strideW, strideH, activation),
      };
    case operatorCodes.BATCH_MATMUL:
      return {
        type: BuiltinOptions.BatchMatMulOptions,
        offset: BatchMatMulOptions.createBatchMatMulOptions(
          builder,
          options.adjX ?? false,
          options.adjY ?? false,
          asymmetric,
        ),
      };
    default:
      return undefined;
  }
}
