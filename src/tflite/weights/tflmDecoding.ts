import { ModelError } from '../../modelError';
import { decodeHuffman } from './huffmanDecoding';
import { decodeLookups, tableChannels } from './lookupDecoding';
import { decodePruned } from './prunedDecoding';
import type { TensorRecord } from './tensorRecord';

// The header of the ancillary tensor. Sources: kernels/decode_state.h, decode_state_lut.h and decode_state_huffman.h of tflite-micro.
const headerBytes = 16;
const typeAt = 0;
const versionAt = 1;
// The version of what the type adds.
const typeVersionAt = 4;
const lutBitsAt = 5;
const lutTableLengthAt = 6;
const huffmanTableAt = 5;
const knownVersion = 1;

const decodeTypes = { lut: 0, huffman: 1, pruning: 2 } as const;

/**
 * Decodes the output of the operator TFLM_DECODE.
 * @param encoded data of the first input
 * @param ancillary data of the second input: a header of 16 bytes and the tables or values of the type
 * @throws ModelError `unsupported-type`, `truncated`, `bad-sparsity`, `bad-shape`, `cancelled`
 */
export async function decodeTflm(
  encoded: Uint8Array,
  ancillary: Uint8Array,
  found: TensorRecord,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  if (ancillary.length < headerBytes) {
    throw new ModelError(
      'truncated',
      `the ancillary tensor of TFLM_DECODE has ${ancillary.length} bytes; expected a header of ${headerBytes}: the file is damaged`,
    );
  }
  const type = ancillary[typeAt];
  const [version, typeVersion] = [ancillary[versionAt], ancillary[typeVersionAt]];
  if (!Object.values<number>(decodeTypes).includes(type)) {
    throw new ModelError(
      'unsupported-type',
      `the type of TFLM_DECODE is ${type}; expected 0 (lookup table), 1 (Huffman) or 2 (pruning)`,
    );
  }
  // Files of pruned weights can have 0 as the version of the type.
  if (version !== knownVersion || typeVersion > knownVersion) {
    throw new ModelError(
      'unsupported-type',
      `the version of TFLM_DECODE type ${type} is ${version !== knownVersion ? version : typeVersion}; expected ${knownVersion}`,
    );
  }
  const values = ancillary.subarray(headerBytes);
  if (type === decodeTypes.pruning) return decodePruned(encoded, values, found, signal);
  if (type === decodeTypes.huffman) {
    const settings = ancillary[huffmanTableAt];
    const tables = { isWide: (settings & 1) !== 0, firstBits: (settings >>> 4) + 1, entries: values };
    return decodeHuffman(encoded, tables, found, signal);
  }
  const channels = tableChannels(found);
  const heldLength = Math.floor(values.length / (found.format.bits / 8));
  const tableLength = channels.count === 1 ? heldLength : ancillary[lutTableLengthAt];
  return decodeLookups(encoded, { indexBits: ancillary[lutBitsAt] & 7, values, tableLength, channels }, found, signal);
}
