import { ByteBuffer } from 'flatbuffers';
import {
  type DimensionMetadata,
  Int32Vector,
  Model,
  type Tensor,
  TensorType,
  Uint8Vector,
  Uint16Vector,
} from '../../../src/tflite/schema/tflite_generated';
import { sha256Hex } from '../sha256';

const maxElements = 4096;

/**
 * SHA-256 of the mask of a tensor, from the generated accessors and a plain walk, without the reader under test. Undefined for what is not read here:
 * large tensors, packed types, quantization in other tensors, and fields outside of the file.
 */
export function plainMask(bytes: Uint8Array, subgraph: number, tensor: number): string | undefined {
  const model = Model.getRootAsModel(new UnsignedByteBuffer(bytes));
  const table = model.subgraphs(subgraph)?.tensors(tensor);
  if (!table) return undefined;
  const shape = Array.from({ length: Math.min(8, table.shapeLength()) }, (_, d) => table.shape(d)!);
  const count = shape.reduce((product, size) => product * size, 1);
  const bytesEach = sizes.get(table.type());
  const quantization = table.quantization();
  const isDetailed = quantization !== null && quantization.detailsType() !== 0;
  if (bytesEach === undefined || isDetailed || table.externalBuffer() !== 0 || !(count <= maxElements))
    return undefined;
  const data = dataOf(bytes, model, table.buffer());
  if (!data) return undefined;
  const places = placesOf(table, shape, count);
  if (!places || data.length < places.length * bytesEach) return undefined;
  const mask = new Uint8Array(Math.ceil(count / 8));
  for (const [position, element] of places.entries()) {
    const stored = data.subarray(position * bytesEach, (position + 1) * bytesEach);
    if (!isZero(stored, table, shape, element)) mask[element >> 3] |= 1 << (element & 7);
  }
  return sha256Hex(mask);
}

/** Sizes in a vtable are unsigned, which the package ignores. */
class UnsignedByteBuffer extends ByteBuffer {
  override __offset(table: number, slot: number): number {
    const vtable = table - this.readInt32(table);
    return slot < this.readUint16(vtable) ? this.readUint16(vtable + slot) : 0;
  }
}

const floats: ReadonlySet<number> = new Set([TensorType.FLOAT32, TensorType.FLOAT16]);
const signed: ReadonlySet<number> = new Set([TensorType.INT8, TensorType.INT16, TensorType.INT32]);
const sizes: ReadonlyMap<number, number> = new Map([
  [TensorType.FLOAT32, 4],
  [TensorType.FLOAT16, 2],
  [TensorType.INT8, 1],
  [TensorType.UINT8, 1],
  [TensorType.INT16, 2],
  [TensorType.INT32, 4],
]);

function dataOf(bytes: Uint8Array, model: Model, index: number): Uint8Array | undefined {
  if (index === 0 || index >= model.buffersLength()) return undefined;
  const buffer = model.buffers(index)!;
  const inline = buffer.dataArray();
  if (inline && inline.length > 0) return inline;
  if (buffer.offset() > 1n) {
    const end = buffer.offset() + buffer.size();
    return end <= BigInt(bytes.length) ? bytes.subarray(Number(buffer.offset()), Number(end)) : undefined;
  }
  return undefined;
}

function isZero(stored: Uint8Array, table: Tensor, shape: readonly number[], element: number): boolean {
  let bits = 0n;
  for (const byte of stored.toReversed()) bits = bits * 256n + BigInt(byte);
  const width = 8 * stored.length;
  if (floats.has(table.type())) return BigInt.asUintN(width - 1, bits) === 0n;
  const value = signed.has(table.type()) ? BigInt.asIntN(width, bits) : bits;
  return value === zeroPointOf(table, shape, element);
}

function zeroPointOf(table: Tensor, shape: readonly number[], element: number): bigint {
  const quantization = table.quantization();
  const count = quantization?.zeroPointLength() ?? 0;
  if (count === 0) return 0n;
  if (count === 1) return quantization!.zeroPoint(0)!;
  const dimension = quantization!.quantizedDimension();
  const stride = shape.slice(dimension + 1).reduce((product, size) => product * size, 1);
  return quantization!.zeroPoint(Math.floor(element / stride) % count)!;
}

/** The element of each stored value, in the order of storage. */
function placesOf(table: Tensor, shape: readonly number[], count: number): number[] | undefined {
  const sparsity = table.sparsity();
  if (!sparsity) return Array.from({ length: count }, (_, element) => element);
  const rank = shape.length;
  const order = Array.from({ length: sparsity.traversalOrderLength() }, (_, i) => sparsity.traversalOrder(i)!);
  const blocks = Array.from({ length: sparsity.blockMapLength() }, (_, i) => sparsity.blockMap(i)!);
  const levels = order.map((_, i) => sparsity.dimMetadata(i)!);
  if (order.length > 16) return undefined;
  const blockSizeOf = (dimension: number) =>
    blocks.includes(dimension) ? levels[order.indexOf(rank + blocks.indexOf(dimension))].denseSize() : 1;
  const places: number[] = [];

  function walk(level: number, node: number, coordinates: readonly number[]): void {
    if (places.length > maxElements) return;
    if (level === order.length) {
      let element = 0;
      for (let d = 0; d < rank; d++) {
        const inBlock = blocks.includes(d) ? coordinates[order.indexOf(rank + blocks.indexOf(d))] : 0;
        element = element * shape[d] + coordinates[order.indexOf(d)] * blockSizeOf(d) + inBlock;
      }
      places.push(element);
      return;
    }
    for (const [child, coordinate] of childrenOf(levels[level], node))
      walk(level + 1, child, [...coordinates, coordinate]);
  }
  walk(0, 0, []);
  return places;
}

function childrenOf(level: DimensionMetadata, node: number): [node: number, coordinate: number][] {
  if (level.format() === 0) {
    const size = level.denseSize();
    return Array.from({ length: Math.min(size, maxElements) }, (_, i) => [node * size + i, i]);
  }
  const segments = vectorOf(level.arraySegmentsType(), (vector) => level.arraySegments(vector));
  const indices = vectorOf(level.arrayIndicesType(), (vector) => level.arrayIndices(vector));
  const [start, end] = [segments.values(node)!, segments.values(node + 1)!];
  return Array.from({ length: Math.min(end - start, maxElements) }, (_, i) => [start + i, indices.values(start + i)!]);
}

function vectorOf(type: number, read: (vector: object) => Int32Vector): Int32Vector {
  return read(type === 1 ? new Int32Vector() : type === 2 ? new Uint16Vector() : new Uint8Vector());
}
