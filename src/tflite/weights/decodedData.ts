import { memorySource } from '../../bytes/byteSource';
import { ModelError } from '../../modelError';
import { storedBytes } from '../elementTypes';
import { type StoredData, storedData } from '../externalData';
import type { Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import { bufferRange, readData } from '../tensorData';
import { decodeLookups, indexBytes, tableChannels } from './lookupDecoding';
import { unshuffled } from './shuffledWeights';
import type { TensorRecord } from './tensorRecord';
import { decodeTflm } from './tflmDecoding';
import { decodedPair } from './weightConstants';
import { elementCount } from './weightTensor';

/** Weights as row-major elements of their type, in memory, and the number of bytes that the file has in their place. */
export type DecodedData = { readonly data: StoredData; readonly encodedBytes: number };

// Bytes. Far more than the memory of the devices that these encodings are for.
const maxDecodedBytes = 2 ** 29;

/**
 * Decodes the weights of a tensor whose encoding is neither `dense` nor `sparse`.
 * @throws ModelError `unsupported-type`, `bad-shape`, `bad-sparsity`, `truncated`, `too-large`, and those of storedData
 */
export async function decodedData(file: ModelFile, found: TensorRecord, signal?: AbortSignal): Promise<DecodedData> {
  const { tensor, format } = found;
  if (format.bits < 8) {
    throw new ModelError(
      'unsupported-type',
      `the element type is ${tensor.type}; expected one of at least 8 bits in the encoding ${tensor.encoding}`,
    );
  }
  const byteLength = storedBytes(format, elementCount(tensor));
  if (byteLength > maxDecodedBytes) {
    throw new ModelError(
      'too-large',
      `the decoded weights take ${byteLength} bytes; expected at most ${maxDecodedBytes} in the encoding ${tensor.encoding}`,
    );
  }
  const { bytes, encodedBytes } = await decoded(file, found, signal);
  return {
    data: { source: memorySource(file.source.name, bytes), range: { start: 0, end: bytes.length } },
    encodedBytes,
  };
}

type Decoded = { readonly bytes: Uint8Array; readonly encodedBytes: number };

function decoded(file: ModelFile, found: TensorRecord, signal?: AbortSignal): Promise<Decoded> {
  switch (found.tensor.encoding) {
    case 'shuffled4x16':
      return fromShuffled(file, found, signal);
    case 'tflm-decode':
      return fromTflmDecode(file, found, signal);
    default:
      return fromLookups(file, found, signal);
  }
}

async function fromShuffled(file: ModelFile, found: TensorRecord, signal?: AbortSignal): Promise<Decoded> {
  const { record, tensor } = found;
  const stored = await constantBytes(file, record, elementCount(tensor), signal);
  return { bytes: await unshuffled(stored, found, signal), encodedBytes: stored.length };
}

async function fromTflmDecode(file: ModelFile, found: TensorRecord, signal?: AbortSignal): Promise<Decoded> {
  const { record, tensor } = found;
  const { operators, tensors } = file.model.subgraphs[tensor.subgraph];
  const pair = operators.map((operator) => decodedPair(operator, record.index, tensors)).find((made) => made);
  if (!pair) throw new ModelError('not-found', 'no operator TFLM_DECODE computes the tensor');
  const encoded = await constantBytes(file, pair.encoded, maxDecodedBytes, signal);
  const ancillary = await constantBytes(file, pair.ancillary, maxDecodedBytes, signal);
  return {
    bytes: await decodeTflm(encoded, ancillary, found, signal),
    encodedBytes: encoded.length + ancillary.length,
  };
}

async function fromLookups(file: ModelFile, found: TensorRecord, signal?: AbortSignal): Promise<Decoded> {
  const { record, tensor, format } = found;
  const { source, metadata, model, lookupTables } = file;
  if (lookupTables instanceof ModelError) throw lookupTables;
  const { indexBits, valueBuffer } = lookupTables.get(record)!;
  const channels = tableChannels(found);
  const range = await bufferRange(metadata, model, valueBuffer, 'the value table', signal);
  const valueBytes = Math.min(range.end - range.start, maxDecodedBytes);
  const values = await readData(source, range, 0, valueBytes, signal);
  const tableLength = Math.floor(values.length / (format.bits / 8) / channels.count);
  const indices = await constantBytes(file, record, indexBytes(elementCount(tensor), indexBits), signal);
  return {
    bytes: await decodeLookups(indices, { indexBits, values, tableLength, channels }, found, signal),
    encodedBytes: indices.length + values.length,
  };
}

/** The first `maxBytes` bytes of a constant, or all of them if there are fewer. */
async function constantBytes(
  file: ModelFile,
  record: Tensor,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const data = await storedData(file, record, signal);
  if (!data) throw new ModelError('not-found', 'the tensor has no data in the file; expected a constant');
  const { source, range } = data;
  return readData(source, range, 0, Math.min(range.end - range.start, maxBytes), signal);
}
