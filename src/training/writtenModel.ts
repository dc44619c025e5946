import { Builder, type Offset } from 'flatbuffers';
import { BuiltinOperator } from '../tflite/schema/tflite/builtin-operator';
import {
  ActivationFunctionType,
  Buffer,
  BuiltinOptions,
  Conv2DOptions,
  FullyConnectedOptions,
  Model,
  Operator,
  OperatorCode,
  Padding,
  Pool2DOptions,
  QuantizationParameters,
  ReshapeOptions,
  SubGraph,
  Tensor,
  TensorType,
} from '../tflite/schema/tflite_generated';
import type { ModelDescription, OperatorDescription, TensorDescription } from './sampleModel';

// Bytes for everything but the data of the buffers.
const graphSize = 64 * 1024;

/** Writes a .tflite file, in the order of TensorFlow's converter: buffers near the start, the graph at the end. */
export function writtenModel({ description, name, tensors, operators, inputs, outputs }: ModelDescription): Uint8Array {
  // Buffer 0 is empty, and of tensors that are not constant.
  const buffers = [undefined, ...tensors.flatMap(({ data }) => data ?? [])];
  const dataSize = buffers.reduce((sum, data) => sum + (data?.length ?? 0), 0);
  // A builder that grows copies its data.
  const builder = new Builder(dataSize + graphSize);
  const tensorOffsets = tensors.map((tensor) =>
    writeTensor(builder, tensor, tensor.data ? buffers.indexOf(tensor.data) : 0),
  );
  const codes = new Map<string, Offset>();
  const operatorOffsets = operators.map((operator) => writeOperator(builder, operator, codes));
  const tensorsVector = SubGraph.createTensorsVector(builder, tensorOffsets);
  const operatorsVector = SubGraph.createOperatorsVector(builder, operatorOffsets);
  const inputsVector = SubGraph.createInputsVector(builder, [...inputs]);
  const outputsVector = SubGraph.createOutputsVector(builder, [...outputs]);
  const subgraphName = builder.createString(name);
  const subgraph = SubGraph.createSubGraph(
    builder,
    tensorsVector,
    inputsVector,
    outputsVector,
    operatorsVector,
    subgraphName,
  );
  const codesVector = Model.createOperatorCodesVector(builder, [...codes.values()]);
  const subgraphsVector = Model.createSubgraphsVector(builder, [subgraph]);
  const text = builder.createString(description);
  // A builder writes from the end of the file. In reverse order, buffer 1 is the first in the file.
  const bufferOffsets = buffers.toReversed().map((data) => writeBuffer(builder, data));
  const buffersVector = Model.createBuffersVector(builder, bufferOffsets.reverse());
  Model.finishModelBuffer(
    builder,
    Model.createModel(builder, 3, codesVector, subgraphsVector, text, buffersVector, 0, 0, 0),
  );
  return builder.asUint8Array();
}

function writeBuffer(builder: Builder, data: Uint8Array | undefined): Offset {
  let vector = 0;
  if (data) {
    builder.prep(16, data.length);
    vector = builder.createByteVector(data);
  }
  Buffer.startBuffer(builder);
  Buffer.addData(builder, vector);
  return Buffer.endBuffer(builder);
}

function writeTensor(builder: Builder, tensor: TensorDescription, buffer: number): Offset {
  const shape = Tensor.createShapeVector(builder, [...tensor.shape]);
  const signature = tensor.shapeSignature ? Tensor.createShapeSignatureVector(builder, [...tensor.shapeSignature]) : 0;
  const name = builder.createString(tensor.name);
  const quantization = tensor.quantization ? writeQuantization(builder, tensor.quantization) : 0;
  Tensor.startTensor(builder);
  Tensor.addShape(builder, shape);
  Tensor.addType(builder, TensorType[tensor.type ?? 'FLOAT32']);
  Tensor.addBuffer(builder, buffer);
  Tensor.addName(builder, name);
  Tensor.addQuantization(builder, quantization);
  Tensor.addShapeSignature(builder, signature);
  return Tensor.endTensor(builder);
}

function writeQuantization(
  builder: Builder,
  { scale, zeroPoint, dimension }: NonNullable<TensorDescription['quantization']>,
): Offset {
  const scales = QuantizationParameters.createScaleVector(builder, [...scale]);
  const zeroPoints = QuantizationParameters.createZeroPointVector(builder, zeroPoint.map(BigInt));
  return QuantizationParameters.createQuantizationParameters(builder, 0, 0, scales, zeroPoints, 0, 0, dimension);
}

function writeOperator(builder: Builder, operator: OperatorDescription, codes: Map<string, Offset>): Offset {
  const { code, version = 1 } = operator;
  const key = `${code} ${version}`;
  if (!codes.has(key)) {
    const number = BuiltinOperator[code];
    codes.set(key, OperatorCode.createOperatorCode(builder, number, 0, version, number));
  }
  const { type, offset } = writeOptions(builder, operator);
  const inputs = Operator.createInputsVector(builder, [...operator.inputs]);
  const outputs = Operator.createOutputsVector(builder, [...operator.outputs]);
  return Operator.createOperator(builder, [...codes.keys()].indexOf(key), inputs, outputs, type, offset);
}

function writeOptions(
  builder: Builder,
  { code, options }: OperatorDescription,
): { type: BuiltinOptions; offset: Offset } {
  const { activation = 'NONE', stride = [1, 1], window = [1, 1], newShape = [] } = options;
  const fused = ActivationFunctionType[activation];
  const asymmetric = options.asymmetricQuantizeInputs ?? false;
  switch (code) {
    case 'CONV_2D':
      return {
        type: BuiltinOptions.Conv2DOptions,
        offset: Conv2DOptions.createConv2DOptions(builder, Padding.SAME, 1, 1, fused, 1, 1),
      };
    case 'MAX_POOL_2D':
      return {
        type: BuiltinOptions.Pool2DOptions,
        offset: Pool2DOptions.createPool2DOptions(
          builder,
          Padding.SAME,
          stride[1],
          stride[0],
          window[1],
          window[0],
          fused,
        ),
      };
    case 'FULLY_CONNECTED':
      return {
        type: BuiltinOptions.FullyConnectedOptions,
        offset: FullyConnectedOptions.createFullyConnectedOptions(builder, fused, 0, false, asymmetric),
      };
    case 'RESHAPE':
      return {
        type: BuiltinOptions.ReshapeOptions,
        offset: ReshapeOptions.createReshapeOptions(
          builder,
          ReshapeOptions.createNewShapeVector(builder, [...newShape]),
        ),
      };
  }
}
