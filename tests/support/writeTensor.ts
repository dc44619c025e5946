import type { Builder, Offset } from 'flatbuffers';
import {
  BlockwiseQuantization,
  CustomQuantization,
  DimensionMetadata,
  DimensionType,
  Int32Vector,
  MultiAxisQuantization,
  QuantizationDetails,
  QuantizationParameters,
  SparseIndexVector,
  SparsityParameters,
  Tensor,
  TensorType,
  Uint8Vector,
  Uint16Vector,
} from '../../src/tflite/schema/tflite_generated';
import type { Quantization, TensorDescription } from './modelDescription';
import type { IndexVector, SparseLevel, Sparsity } from './storedSparse';

/** Writes a Tensor table. Vectors that the description lacks are absent. */
export function writeTensor(builder: Builder, tensor: TensorDescription): Offset {
  const { type = 'FLOAT32' } = tensor;
  const shape = tensor.shape ? Tensor.createShapeVector(builder, [...tensor.shape]) : 0;
  const signature = tensor.shapeSignature ? Tensor.createShapeSignatureVector(builder, [...tensor.shapeSignature]) : 0;
  const name = builder.createString(tensor.name);
  const quantization = tensor.quantization ? writeQuantization(builder, tensor.quantization) : 0;
  const sparsity = tensor.sparsity ? writeSparsity(builder, tensor.sparsity) : 0;
  Tensor.startTensor(builder);
  Tensor.addShape(builder, shape);
  Tensor.addType(builder, typeof type === 'string' ? TensorType[type] : type);
  Tensor.addBuffer(builder, tensor.buffer ?? 0);
  Tensor.addName(builder, name);
  Tensor.addQuantization(builder, quantization);
  Tensor.addIsVariable(builder, tensor.isVariable ?? false);
  Tensor.addSparsity(builder, sparsity);
  Tensor.addShapeSignature(builder, signature);
  Tensor.addExternalBuffer(builder, tensor.externalBuffer ?? 0);
  return Tensor.endTensor(builder);
}

function writeQuantization(builder: Builder, quantization: Quantization): Offset {
  const { scale, zeroPoint, min, max, dimension = 0, details } = quantization;
  const minVector = min ? QuantizationParameters.createMinVector(builder, [...min]) : 0;
  const maxVector = max ? QuantizationParameters.createMaxVector(builder, [...max]) : 0;
  const scaleVector = scale === undefined ? 0 : QuantizationParameters.createScaleVector(builder, [scale].flat());
  const zeroPointVector =
    zeroPoint === undefined ? 0 : QuantizationParameters.createZeroPointVector(builder, [zeroPoint].flat().map(BigInt));
  const [detailsType, detailsOffset] = writeDetails(builder, details);
  return QuantizationParameters.createQuantizationParameters(
    builder,
    minVector,
    maxVector,
    scaleVector,
    zeroPointVector,
    detailsType,
    detailsOffset,
    dimension,
  );
}

function writeDetails(builder: Builder, details: Quantization['details']): [QuantizationDetails, Offset] {
  if (details === undefined) return [QuantizationDetails.NONE, 0];
  if (details === 'custom') {
    return [QuantizationDetails.CustomQuantization, CustomQuantization.createCustomQuantization(builder, 0)];
  }
  // Not a table of this kind, because there is none.
  if (typeof details === 'number') return [details, CustomQuantization.createCustomQuantization(builder, 0)];
  if ('axes' in details) return [QuantizationDetails.MultiAxisQuantization, writeMultiAxis(builder, details)];
  const { scales, zeroPoints, blockSize } = details;
  BlockwiseQuantization.startBlockwiseQuantization(builder);
  // Tensor 0 is written although 0 is the default, to differ from an absent field.
  builder.forceDefaults(true);
  if (scales !== undefined) BlockwiseQuantization.addScales(builder, scales);
  if (zeroPoints !== undefined) BlockwiseQuantization.addZeroPoints(builder, zeroPoints);
  if (blockSize !== undefined) BlockwiseQuantization.addBlockSize(builder, blockSize);
  builder.forceDefaults(false);
  return [QuantizationDetails.BlockwiseQuantization, BlockwiseQuantization.endBlockwiseQuantization(builder)];
}

function writeMultiAxis(
  builder: Builder,
  { axes, scales, zeroPoints, blockSize }: Extract<Quantization['details'], { readonly axes: readonly number[] }>,
): Offset {
  const axesVector = MultiAxisQuantization.createQuantizedDimensionsVector(builder, [...axes]);
  MultiAxisQuantization.startMultiAxisQuantization(builder);
  builder.forceDefaults(true);
  if (scales !== undefined) MultiAxisQuantization.addScales(builder, scales);
  if (zeroPoints !== undefined) MultiAxisQuantization.addZeroPoints(builder, zeroPoints);
  if (blockSize !== undefined) MultiAxisQuantization.addBlockSize(builder, blockSize);
  builder.forceDefaults(false);
  MultiAxisQuantization.addQuantizedDimensions(builder, axesVector);
  return MultiAxisQuantization.endMultiAxisQuantization(builder);
}

function writeSparsity(builder: Builder, { traversalOrder, blockMap, levels }: Sparsity): Offset {
  const order = traversalOrder ? SparsityParameters.createTraversalOrderVector(builder, [...traversalOrder]) : 0;
  const map = blockMap ? SparsityParameters.createBlockMapVector(builder, [...blockMap]) : 0;
  const metadata = levels
    ? SparsityParameters.createDimMetadataVector(
        builder,
        levels.map((level) => writeLevel(builder, level)),
      )
    : 0;
  return SparsityParameters.createSparsityParameters(builder, order, map, metadata);
}

function writeLevel(builder: Builder, level: SparseLevel): Offset {
  if (level.format === 'dense') {
    return DimensionMetadata.createDimensionMetadata(builder, DimensionType.DENSE, level.size, 0, 0, 0, 0);
  }
  const [segmentsType, segments] = writeIndexVector(builder, level.segments);
  const [indicesType, indices] = writeIndexVector(builder, level.indices);
  return DimensionMetadata.createDimensionMetadata(
    builder,
    DimensionType.SPARSE_CSR,
    0,
    segmentsType,
    segments,
    indicesType,
    indices,
  );
}

function writeIndexVector(builder: Builder, vector: IndexVector | undefined): [SparseIndexVector, Offset] {
  if (!vector) return [SparseIndexVector.NONE, 0];
  const values = [...vector.values];
  switch (vector.width) {
    case 8:
      return [
        SparseIndexVector.Uint8Vector,
        Uint8Vector.createUint8Vector(builder, Uint8Vector.createValuesVector(builder, values)),
      ];
    case 16:
      return [
        SparseIndexVector.Uint16Vector,
        Uint16Vector.createUint16Vector(builder, Uint16Vector.createValuesVector(builder, values)),
      ];
    case 32:
      return [
        SparseIndexVector.Int32Vector,
        Int32Vector.createInt32Vector(builder, Int32Vector.createValuesVector(builder, values)),
      ];
  }
}
