import { ModelError } from '../../modelError';
import { channelsAlong } from './channels';
import { elementsOf, type WordArray, wordArrayOf } from './elementWords';
import { inSlices } from './slices';
import type { TensorRecord } from './tensorRecord';
import { elementCount } from './weightTensor';

/**
 * Lookup tables of TensorFlow Lite Micro. Indices have 1 to 7 bits, the most significant bit first. Sources: kernels/decode_state_lut.cc and
 * docs/compression.md of tflite-micro.
 */
export type Lookups = {
  readonly indexBits: number;
  /** The tables one after the other: elements of the type of the tensor. */
  readonly values: Uint8Array;
  /** Number of elements of a table. */
  readonly tableLength: number;
  readonly channels: TableChannels;
};

/** The table of element e is `floor(e / stride) % count`. */
type TableChannels = { readonly count: number; readonly stride: number };

const maxIndexBits = 7;

/** One table, or one per channel of the quantization. @throws ModelError `bad-shape`, `unsupported-type` */
export function tableChannels({ tensor, quantization }: TensorRecord): TableChannels {
  const { scales, dimension, details } = quantization;
  if (details) {
    throw new ModelError(
      'unsupported-type',
      `a tensor with lookup tables is quantized ${details.kind}; expected one scale, or one per channel`,
    );
  }
  if (scales.length <= 1) return { count: 1, stride: 1 };
  const { stride } = channelsAlong(scales, tensor.shape, dimension, 'scales');
  return { count: scales.length, stride };
}

/** Size of indices in bytes. */
export function indexBytes(count: number, indexBits: number): number {
  return Math.ceil((count * indexBits) / 8);
}

/** @throws ModelError `unsupported-type`, `truncated`, `bad-sparsity` if an index is outside its table; `cancelled` */
export async function decodeLookups(
  indices: Uint8Array,
  { indexBits, values, tableLength, channels }: Lookups,
  { tensor, format }: TensorRecord,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const count = elementCount(tensor);
  const tableCount = channels.count;
  const bytesEach = format.bits / 8;
  if (indexBits < 1 || indexBits > maxIndexBits) {
    throw new ModelError('unsupported-type', `the indices have ${indexBits} bits; expected 1 to ${maxIndexBits}`);
  }
  requireBytes('indices', indexBytes(count, indexBits), indices.length);
  requireBytes('value tables', Math.max(1, tableLength) * tableCount * bytesEach, values.length);
  const table = elementsOf(values, bytesEach);
  const weights = wordArrayOf(bytesEach, count);
  const words = weights.length / Math.max(1, count);
  const indexMask = (1 << indexBits) - 1;

  function decode(start: number, end: number): void {
    const firstByte = Math.floor((start * indexBits) / 8);
    let bit = (start * indexBits) % 8;
    for (let element = start; element < end; element++, bit += indexBits) {
      const at = firstByte + (bit >>> 3);
      // Indices of at most 7 bits are in two bytes.
      const index = (((indices[at] << 8) | (indices[at + 1] ?? 0)) >>> (16 - indexBits - (bit & 7))) & indexMask;
      if (index >= tableLength) throw outsideTable(index, element, tableLength);
      const channel = tableCount === 1 ? 0 : Math.floor(element / channels.stride) % tableCount;
      copyElement(weights, element * words, table, (channel * tableLength + index) * words, words);
    }
  }

  await inSlices(count, decode, signal);
  return new Uint8Array(weights.buffer);
}

function copyElement(to: WordArray, at: number, from: WordArray, start: number, words: number): void {
  to[at] = from[start];
  if (words === 2) to[at + 1] = from[start + 1];
}

function requireBytes(what: string, needed: number, held: number): void {
  if (held >= needed) return;
  throw new ModelError('truncated', `the ${what} need ${needed} bytes, but there are ${held}: the file is damaged`);
}

function outsideTable(index: number, element: number, tableLength: number): ModelError {
  return new ModelError(
    'bad-sparsity',
    `the index of element ${element} is ${index}, but its value table has ${tableLength} values: the file is damaged`,
  );
}
