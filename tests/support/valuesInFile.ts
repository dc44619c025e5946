import { readFileSync } from 'node:fs';
import { ByteBuffer } from 'flatbuffers';
import { Model, TensorType } from '../../src/tflite/schema/tflite_generated';

/** The stored values of a tensor, read with a plain loop over the tables of the schema, as a reference for tests. */
export type StoredTensor = {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int8Array;
  /** One, or one per channel of the first dimension. */
  readonly scales: readonly number[];
};

/** @throws Error if the file has no tensor of that index with FLOAT32 or INT8 values. */
export function storedTensor(path: string, tensorIndex: number): StoredTensor {
  const bytes = new Uint8Array(readFileSync(path));
  const model = Model.getRootAsModel(new ByteBuffer(bytes));
  const tensor = model.subgraphs(0)!.tensors(tensorIndex)!;
  const data = model.buffers(tensor.buffer())!.dataArray()!.slice();
  const quantization = tensor.quantization();
  const zeroPoints = Array.from({ length: quantization?.zeroPointLength() ?? 0 }, (_, i) => quantization!.zeroPoint(i));
  if (zeroPoints.some((zeroPoint) => zeroPoint !== 0n)) throw new Error('zero points other than 0 are not read here');
  if (tensor.type() !== TensorType.FLOAT32 && tensor.type() !== TensorType.INT8)
    throw new Error('not a type read here');
  return {
    shape: [...(tensor.shapeArray() ?? [])],
    values: tensor.type() === TensorType.FLOAT32 ? new Float32Array(data.buffer) : new Int8Array(data.buffer),
    scales: [...(quantization?.scaleArray() ?? [])],
  };
}
