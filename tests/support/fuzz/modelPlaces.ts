import {
  BlockwiseQuantization,
  type Buffer as BufferTable,
  Conv2DOptions,
  type DimensionMetadata,
  ExternalBufferGroup,
  FullyConnectedOptions,
  Int32Vector,
  Model,
  MultiAxisQuantization,
  type Operator,
  QuantizationDetails,
  SparseIndexVector,
  type SubGraph,
  type Tensor,
  Uint8Vector,
  Uint16Vector,
} from '../../../src/tflite/schema/tflite_generated';
import { type Place, RecordingByteBuffer } from './places';

// Of a vector. More numbers of the same vector add nothing.
const maxNumbers = 64;

/**
 * The places of a valid model. Owners are `model`, `code 0`, `buffer 1`, `tensor 0:1` and `operator 0:0`. Compressed weights and external buffers
 * belong to the model.
 */
export function modelPlaces(bytes: Uint8Array): Place[] {
  const recorder = new RecordingByteBuffer(bytes);
  recorder.owner = 'model';
  recorder.record(0, 4, 'offset');
  const model = Model.getRootAsModel(recorder);
  visitModelFields(model);
  const owned = (owner: string, visit: () => void) => {
    recorder.owner = owner;
    visit();
    recorder.owner = 'model';
  };
  each(model.operatorCodesLength(), (i) => {
    const code = model.operatorCodes(i)!;
    owned(`code ${i}`, () => [code.deprecatedBuiltinCode(), code.builtinCode(), code.customCode(), code.version()]);
  });
  each(model.buffersLength(), (i) => {
    const buffer = model.buffers(i)!;
    owned(`buffer ${i}`, () => visitBuffer(recorder, buffer));
  });
  each(model.subgraphsLength(), (s) => {
    const subgraph = model.subgraphs(s)!;
    visitGraph(subgraph);
    each(subgraph.tensorsLength(), (i) => {
      const tensor = subgraph.tensors(i)!;
      owned(`tensor ${s}:${i}`, () => visitTensor(tensor));
    });
    each(subgraph.operatorsLength(), (i) => {
      const operator = subgraph.operators(i)!;
      owned(`operator ${s}:${i}`, () => visitOperator(operator));
    });
  });
  return [...recorder.places.values()];
}

function each(count: number, visit: (index: number) => void): void {
  for (let i = 0; i < count; i++) visit(i);
}

function numbers(count: number, visit: (index: number) => unknown): void {
  each(Math.min(count, maxNumbers), visit);
}

function visitModelFields(model: Model): void {
  model.version();
  model.description();
  each(model.metadataLength(), (i) => [model.metadata(i)!.name(), model.metadata(i)!.buffer()]);
  each(model.externalBufferGroupsLength(), (i) => model.externalBufferGroups(i, new ExternalBufferGroup())!.name());
  each(model.externalBuffersLength(), (i) => {
    const external = model.externalBuffers(i)!;
    [external.id(), external.group(), external.offset(), external.length(), external.packing()];
  });
}

function visitGraph(subgraph: SubGraph): void {
  subgraph.name();
  numbers(subgraph.inputsLength(), (i) => subgraph.inputs(i));
  numbers(subgraph.outputsLength(), (i) => subgraph.outputs(i));
}

function visitBuffer(recorder: RecordingByteBuffer, buffer: BufferTable): void {
  buffer.offset();
  buffer.size();
  const length = buffer.dataLength();
  if (length === 0) return;
  const start = recorder.__vector(buffer.bb_pos + recorder.__offset(buffer.bb_pos, 4));
  // Headers of encodings are at the start.
  for (let at = 0; at < Math.min(length, maxNumbers); at++) recorder.record(start + at, 1, 'content');
}

function visitTensor(tensor: Tensor): void {
  tensor.name();
  each(tensor.shapeLength(), (i) => tensor.shape(i));
  [tensor.type(), tensor.buffer(), tensor.isVariable(), tensor.externalBuffer()];
  const sparsity = tensor.sparsity();
  if (sparsity) {
    numbers(sparsity.traversalOrderLength(), (i) => sparsity.traversalOrder(i));
    numbers(sparsity.blockMapLength(), (i) => sparsity.blockMap(i));
    each(sparsity.dimMetadataLength(), (i) => visitLevel(sparsity.dimMetadata(i)!));
  }
  const quantization = tensor.quantization();
  if (!quantization) return;
  numbers(quantization.scaleLength(), (i) => quantization.scale(i));
  numbers(quantization.zeroPointLength(), (i) => quantization.zeroPoint(i));
  quantization.quantizedDimension();
  const type = quantization.detailsType();
  if (type === QuantizationDetails.BlockwiseQuantization) {
    const details: BlockwiseQuantization = quantization.details(new BlockwiseQuantization());
    [details.scales(), details.zeroPoints(), details.blockSize()];
  } else if (type === QuantizationDetails.MultiAxisQuantization) {
    const details: MultiAxisQuantization = quantization.details(new MultiAxisQuantization());
    [details.scales(), details.zeroPoints(), details.blockSize()];
  }
}

const vectors = {
  [SparseIndexVector.Int32Vector]: Int32Vector,
  [SparseIndexVector.Uint16Vector]: Uint16Vector,
  [SparseIndexVector.Uint8Vector]: Uint8Vector,
};

function visitLevel(level: DimensionMetadata): void {
  level.format();
  level.denseSize();
  for (const [type, read] of [
    [level.arraySegmentsType(), (vector: object) => level.arraySegments(vector)],
    [level.arrayIndicesType(), (vector: object) => level.arrayIndices(vector)],
  ] as const) {
    const Vector = vectors[type as keyof typeof vectors];
    const vector: Int32Vector | null = Vector && read(new Vector());
    if (vector) numbers(vector.valuesLength(), (i) => vector.values(i));
  }
}

function visitOperator(operator: Operator): void {
  operator.opcodeIndex();
  numbers(operator.inputsLength(), (i) => operator.inputs(i));
  numbers(operator.outputsLength(), (i) => operator.outputs(i));
  // Any table of options will do: their fields are small numbers.
  if (operator.builtinOptionsType() === 0) return;
  const options: FullyConnectedOptions | null = operator.builtinOptions(new FullyConnectedOptions());
  options?.weightsFormat();
  const window: Conv2DOptions | null = operator.builtinOptions(new Conv2DOptions());
  window?.padding();
}
