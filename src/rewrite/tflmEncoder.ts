import type { KeepRule } from '../pruning/keepRule';
import { tflmDecodeTypes, tflmHeaderBytes } from '../sparsity/sizes';
import { undecodableQuantization } from '../targets/tflmDecode';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import { type DenseChunk, denseChunks } from './denseChunks';
import type { Content } from './nodes';
import { badPlan } from './plan';

/** Why TFLM_DECODE does not decode a tensor; undefined if it does. */
export function tflmProblem({ type }: WeightTensor): string | undefined {
  if (tflmDecodeTypes.has(type)) return undefined;
  return `TFLM_DECODE does not decode ${type} weights; expected ${[...tflmDecodeTypes].join(', ')}`;
}

/** @throws ModelError `bad-plan` if TFLM_DECODE cannot hold the tensor */
export function checkTflm({ tensor, zeroPoints, quantization }: StoredMatrix): void {
  const problem = tflmProblem(tensor);
  if (problem !== undefined) throw badPlan(problem);
  const { details, dimension } = quantization;
  const allZero = Array.prototype.every.call(zeroPoints.values, (value: number) => value === 0);
  const found = undecodableQuantization({
    tensor,
    zeroPoints: { allZero, dimension, inBlocks: details !== undefined },
  });
  if (found) throw badPlan(`TFLM_DECODE cannot hold the tensor: ${found.message}`);
}

/**
 * Stores a tensor for TFLM_DECODE of TensorFlow Lite Micro, type 2 (pruning): a bitmap, the first weight in the highest bit of the first byte, and
 * the non-zero weights behind a header. Sources: kernels/decode_state.h and decode_state_prune.cc of tflite-micro.
 * @throws ModelError `cancelled`, and those of the source
 */
export async function tflmEncoding(
  dense: StoredMatrix,
  rule: KeepRule | undefined,
  onElements: (count: number) => void,
  signal?: AbortSignal,
) {
  const bytesEach = dense.format.bits / 8;
  const elements = elementCount(dense.tensor);
  const chunks = (cancel?: AbortSignal) => denseChunks(dense, rule, cancel);
  let [zerosBefore, zerosAfter] = [0, 0];
  for await (const chunk of chunks(signal)) {
    zerosBefore += chunk.zerosBefore;
    zerosAfter += chunk.zerosAfter;
    onElements(chunk.count);
  }
  const bitmap: Content = {
    byteLength: Math.ceil(elements / 8),
    chunks: (cancel) => bitmapBytes(chunks(cancel), elements),
  };
  const ancillary: Content = {
    byteLength: tflmHeaderBytes + (elements - zerosAfter) * bytesEach,
    async *chunks(cancel) {
      yield header();
      for await (const chunk of chunks(cancel)) yield nonZeroValues(chunk, bytesEach);
    },
  };
  const bytes = bitmap.byteLength + ancillary.byteLength;
  return { kind: 'tflm-decode' as const, zerosBefore, zerosAfter, bytes, bitmap, ancillary };
}

/** Type, version, and version of the type. */
function header(): Uint8Array {
  const bytes = new Uint8Array(tflmHeaderBytes);
  bytes.set([2, 1, 0, 0, 1]);
  return bytes;
}

async function* bitmapBytes(chunks: AsyncIterable<DenseChunk>, elements: number): AsyncGenerator<Uint8Array> {
  // Bits of a byte that the next chunk continues.
  let rest = 0;
  for await (const { first, count, steps } of chunks) {
    const start = first >>> 3;
    const end = first + count;
    const bits = new Uint8Array(Math.ceil(end / 8) - start);
    bits[0] = rest;
    for (let i = 0; i < count; i++) {
      if (steps[i] !== 0) bits[((first + i) >>> 3) - start] |= 128 >> ((first + i) & 7);
    }
    const isComplete = end % 8 === 0 || end === elements;
    rest = isComplete ? 0 : bits[bits.length - 1];
    yield isComplete ? bits : bits.subarray(0, -1);
  }
}

function nonZeroValues({ count, steps, bytes }: DenseChunk, bytesEach: number): Uint8Array {
  const values = new Uint8Array(count * bytesEach);
  let length = 0;
  for (let i = 0; i < count; i++) {
    if (steps[i] === 0) continue;
    for (let byte = 0; byte < bytesEach; byte++) values[length++] = bytes[i * bytesEach + byte];
  }
  return values.subarray(0, length);
}
