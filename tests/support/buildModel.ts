import { Builder, type Offset } from 'flatbuffers';
import {
  Buffer,
  ExternalBuffer,
  ExternalBufferGroup,
  Metadata,
  Model,
  Operator,
  OperatorCode,
  SubGraph,
} from '../../src/tflite/schema/tflite_generated';
import {
  type BufferDescription,
  type ModelDescription,
  type OperatorDescription,
  operatorCodes,
  type SubgraphDescription,
  type TensorDescription,
} from './modelDescription';
import { writeOptions } from './operatorOptions';
import { packed } from './packing';
import { writeTensor } from './writeTensor';

export type * from './modelDescription';
export { packed } from './packing';
export { storedSparse } from './storedSparse';

/**
 * Writes a .tflite file from a description of the model as plain data. Checks nothing, so that it can write invalid models.
 *
 * ```ts
 * const file = buildModel({
 *   tensors: [
 *     { name: 'image', shape: [1, 4] },
 *     { name: 'weights', shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4], quantization: { scale: 0.5, zeroPoint: 0 } },
 *     { name: 'sparse weights', ...storedSparse([0, 7, 0, 0], [2, 2], { formats: 'dc', indexWidths: 8 }) },
 *     { name: 'scores', shape: [1, 2] },
 *   ],
 *   operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [3], options: { activation: 'RELU' } }],
 *   inputs: [0],
 *   outputs: [3],
 * });
 * ```
 */
export function buildModel(description: ModelDescription): Uint8Array {
  const { buffers, subgraphs } = placed(description);
  // The offsets of data after the flatbuffer depend on its length, which does not depend on the numbers in it.
  const starts = new Map<BufferDescription, number>();
  let flatbuffer = writeFlatbuffer(description, subgraphs, buffers, starts);
  let end = flatbuffer.length;
  for (const buffer of buffers.filter(({ place }) => place === 'after')) {
    const start = Math.ceil(end / 16) * 16;
    starts.set(buffer, start);
    end = start + (buffer.bytes?.length ?? 0);
  }
  if (starts.size > 0) flatbuffer = writeFlatbuffer(description, subgraphs, buffers, starts);

  const file = new Uint8Array(end + (description.trailing?.length ?? 0));
  file.set(flatbuffer);
  for (const [buffer, start] of starts) file.set(buffer.bytes ?? [], start);
  file.set(description.trailing ?? [], end);
  return file;
}

/** The buffers of the file in order, and the subgraphs with the data of tensors moved to buffers. */
function placed(description: ModelDescription) {
  const buffers: BufferDescription[] = [{}, ...(description.buffers ?? [])];
  const subgraphs = (description.subgraphs ?? [description]).map((subgraph) => {
    const tensors = (subgraph.tensors ?? []).map((tensor) => {
      if (tensor.data === undefined) return tensor;
      // A new object, because a description can be used twice.
      return { ...tensor, buffer: buffers.push({ ...bufferOf(tensor) }) - 1 };
    });
    return { ...subgraph, tensors };
  });
  return { buffers, subgraphs };
}

function bufferOf({ data = {}, type = 'FLOAT32' }: TensorDescription): BufferDescription {
  if (!('length' in data)) return data;
  if (data instanceof Uint8Array) return { bytes: data };
  if (typeof type === 'string') return { bytes: packed(data, type) };
  throw new Error(`no packing of element type ${type}: give bytes`);
}

function writeFlatbuffer(
  description: ModelDescription,
  subgraphs: readonly SubgraphDescription[],
  buffers: readonly BufferDescription[],
  starts: ReadonlyMap<BufferDescription, number>,
): Uint8Array {
  // Reserves space for all data, because a builder that grows copies its data.
  const dataLength = buffers.reduce((sum, { bytes, place }) => sum + (place === 'after' ? 0 : (bytes?.length ?? 0)), 0);
  const builder = new Builder(dataLength + 64 * 1024);
  // A builder writes from the end of the file. The order is that of the converter: buffers near the start, the graph at the end.
  const codes = new Map<string, Offset>();
  const offsets = subgraphs.map((subgraph) => writeSubgraph(builder, subgraph, codes));
  const operatorCodesVector = Model.createOperatorCodesVector(builder, [...codes.values()]);
  const subgraphsVector = Model.createSubgraphsVector(builder, offsets);
  const groups = writeExternalBufferGroups(builder, description);
  const externals = writeExternalBuffers(builder, description);
  const metadata = writeMetadata(builder, description);
  const text = builder.createString(description.description);
  // In reverse order, so that the data of buffer 1 is first in the file.
  const bufferOffsets = [...buffers].reverse().map((buffer) => writeBuffer(builder, buffer, starts.get(buffer)));
  const buffersVector = Model.createBuffersVector(builder, bufferOffsets.reverse());
  const version = description.version ?? 3;
  const model = Model.createModel(
    builder,
    version,
    operatorCodesVector,
    subgraphsVector,
    text,
    buffersVector,
    metadata,
    groups,
    externals,
  );
  Model.finishModelBuffer(builder, model);
  return builder.asUint8Array();
}

function writeMetadata(builder: Builder, { metadata }: ModelDescription): Offset {
  if (!metadata) return 0;
  const entries = metadata.map(({ name, buffer }) =>
    Metadata.createMetadata(builder, builder.createString(name), buffer),
  );
  return Model.createMetadataVector(builder, entries);
}

function writeBuffer(builder: Builder, { bytes, place, offset, size }: BufferDescription, start?: number): Offset {
  let data = 0;
  if (bytes && place !== 'after') {
    builder.prep(16, bytes.length);
    data = builder.createByteVector(bytes);
  }
  const after = place === 'after' ? { offset: start ?? 1, size: bytes?.length ?? 0 } : { offset: 0, size: 0 };
  Buffer.startBuffer(builder);
  Buffer.addData(builder, data);
  Buffer.addOffset(builder, BigInt(offset ?? after.offset));
  Buffer.addSize(builder, BigInt(size ?? after.size));
  return Buffer.endBuffer(builder);
}

function writeSubgraph(builder: Builder, subgraph: SubgraphDescription, codes: Map<string, Offset>): Offset {
  const { tensors = [], operators = [], inputs = [], outputs = [] } = subgraph;
  const tensorOffsets = tensors.map((tensor) => writeTensor(builder, tensor));
  const operatorOffsets = operators.map((operator) => writeOperator(builder, operator, codes));
  const tensorsVector = SubGraph.createTensorsVector(builder, tensorOffsets);
  const operatorsVector = SubGraph.createOperatorsVector(builder, operatorOffsets);
  const inputsVector = SubGraph.createInputsVector(builder, [...inputs]);
  const outputsVector = SubGraph.createOutputsVector(builder, [...outputs]);
  const name = builder.createString(subgraph.name);
  return SubGraph.createSubGraph(builder, tensorsVector, inputsVector, outputsVector, operatorsVector, name);
}

function writeOperator(builder: Builder, operator: OperatorDescription, codes: Map<string, Offset>): Offset {
  const { code = 'CUSTOM', inputs = [], outputs = [] } = operator;
  const codeNumber = typeof code === 'string' ? operatorCodes[code] : code;
  const codeIndex = operatorCodeIndex(builder, operator, codeNumber, codes);
  const options = operator.options === null ? undefined : writeOptions(builder, codeNumber, operator.options ?? {});
  const inputsVector = Operator.createInputsVector(builder, [...inputs]);
  const outputsVector = Operator.createOutputsVector(builder, [...outputs]);
  return Operator.createOperator(
    builder,
    codeIndex,
    inputsVector,
    outputsVector,
    options?.type ?? 0,
    options?.offset ?? 0,
  );
}

/** The index of an operator's code in the list of the model, which has each combination once. */
function operatorCodeIndex(
  builder: Builder,
  { custom, version = 1, codeFields = 'both' }: OperatorDescription,
  code: number,
  codes: Map<string, Offset>,
): number {
  const key = JSON.stringify([code, custom, version, codeFields]);
  if (!codes.has(key)) {
    const name = builder.createString(custom);
    // 127 in the old field refers to the new one.
    const [oldField, newField] = codeFields === 'both' ? [Math.min(code, 127), code] : [code, 0];
    codes.set(key, OperatorCode.createOperatorCode(builder, oldField, name, version, newField));
  }
  return [...codes.keys()].indexOf(key);
}

function writeExternalBufferGroups(builder: Builder, { externalBufferGroups: names }: ModelDescription): Offset {
  if (!names) return 0;
  const offsets = names.map((name) =>
    ExternalBufferGroup.createExternalBufferGroup(builder, builder.createString(name)),
  );
  return Model.createExternalBufferGroupsVector(builder, offsets);
}

function writeExternalBuffers(builder: Builder, { externalBuffers }: ModelDescription): Offset {
  if (!externalBuffers) return 0;
  const offsets = externalBuffers.map(({ id, group, offset = 0, length = 0, packing }) => {
    const packingOffset = builder.createString(packing);
    return ExternalBuffer.createExternalBuffer(builder, id, group, BigInt(offset), BigInt(length), packingOffset);
  });
  return Model.createExternalBuffersVector(builder, offsets);
}
