import { ModelError } from '../../modelError';
import { elementsOf, wordArrayOf } from './elementWords';
import { inSlices } from './slices';
import type { TensorRecord } from './tensorRecord';
import { elementCount } from './weightTensor';

/** Decoding tables in Xtensa format. Source: kernels/decode_state_huffman.cc of tflite-micro. */
export type HuffmanTables = {
  /** Entries have 32 bits; otherwise 16. */
  readonly isWide: boolean;
  /** Number of bits that select an entry of the first table. */
  readonly firstBits: number;
  readonly entries: Uint8Array;
};

/** Bits of a table entry, as shifts from its lowest bit. */
const narrow = { bytes: 2, foundAt: 15, countAt: 11, valueMask: 0x7ff } as const;
const wide = { bytes: 4, foundAt: 31, countAt: 27, valueMask: 0x7ffffff } as const;
const countMask = 15;

/**
 * Decodes weights of 8 or 16 bits. Codes are read from the most significant bit on. An entry holds a symbol and the number of bits that it takes of
 * those read last, or the number of bits to read next and the distance to the table for them.
 * @throws ModelError `unsupported-type`, `truncated`, `bad-sparsity` if an entry is outside the tables; `cancelled`
 */
export async function decodeHuffman(
  codes: Uint8Array,
  { isWide, firstBits, entries }: HuffmanTables,
  { tensor, format }: TensorRecord,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const layout = isWide ? wide : narrow;
  if (tensor.type !== 'INT8' && !(tensor.type === 'INT16' && isWide)) {
    throw new ModelError(
      'unsupported-type',
      `the element type is ${tensor.type}; expected INT8, or INT16 with Huffman tables of 32-bit entries (they have ${layout.bytes * 8})`,
    );
  }
  const count = elementCount(tensor);
  // A code has at least one bit. Checked before memory is allocated for the weights.
  if (codes.length * 8 < count) throw endOfCodes(count, codes.length);
  const table = elementsOf(entries, layout.bytes);
  const weights = wordArrayOf(format.bits / 8, count);
  const bitCount = codes.length * 8;
  let bit = 0;

  function next(bits: number): number {
    const at = Math.floor(bit / 8);
    // Bits after the end are 0: the last code can be shorter than the bits that select an entry.
    const window = ((codes[at] ?? 0) << 16) | ((codes[at + 1] ?? 0) << 8) | (codes[at + 2] ?? 0);
    const found = (window >>> (24 - bits - (bit % 8))) & ((1 << bits) - 1);
    bit += bits;
    return found;
  }

  function symbol(): number {
    let bits = firstBits;
    let at = next(bits);
    while (at < table.length) {
      const entry = table[at];
      const used = (entry >>> layout.countAt) & countMask;
      if (entry >>> layout.foundAt === 1) {
        bit -= Math.max(0, bits - used);
        return entry;
      }
      // Unlike the last bits of a symbol, all of these are part of the code.
      if (bit > bitCount) throw endOfCodes(count, codes.length);
      bits = used + 1;
      at += (entry & layout.valueMask) + next(bits);
    }
    throw new ModelError(
      'bad-sparsity',
      `a code leads to entry ${at} of the Huffman tables, which have ${table.length}: the file is damaged`,
    );
  }

  function decode(start: number, end: number): void {
    for (let element = start; element < end; element++) {
      weights[element] = symbol();
      if (bit > bitCount) throw endOfCodes(count, codes.length);
    }
  }

  await inSlices(count, decode, signal);
  return new Uint8Array(weights.buffer);
}

function endOfCodes(count: number, bytes: number): ModelError {
  return new ModelError(
    'truncated',
    `the codes of ${count} weights do not fit in ${bytes} bytes, which is what the buffer has: the file is damaged`,
  );
}
