import type { ByteSource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import { type Metadata, readEach } from './metadata';
import type { Model, Tensor } from './model';
import type { PagedByteBuffer } from './pagedBuffer';
import { Buffer as BufferTable } from './schema/tflite_generated';

/** Byte range of a constant in its file, end exclusive. */
export type DataRange = { readonly start: number; readonly end: number };

/**
 * Byte ranges of the data of tensors: in the vector of the Buffer table, or at its offset and size, which files of more than 2 GB and some
 * smaller ones use. `undefined` for a tensor without data, which is computed at run time. Pass all tensors at once: Buffer tables are spread
 * over the file, and are read together.
 * @returns for each tensor that cannot be read, a ModelError `bad-offset` or `truncated`
 * @throws ModelError `cancelled`, and those of the source
 */
export async function dataRanges(
  metadata: Metadata,
  model: Model,
  tensors: readonly Tensor[],
  signal?: AbortSignal,
): Promise<(DataRange | ModelError | undefined)[]> {
  return metadata.read((buffer) => readEach(tensors.length, (i) => dataRangeOf(buffer, model, tensors[i])), signal);
}

/**
 * Byte range of a buffer that no tensor has to refer to.
 * @param what the data, for messages, such as `the value table`
 * @throws ModelError `bad-offset` if there is no such buffer, or if it is empty; `truncated`, and those of the source
 */
export async function bufferRange(
  metadata: Metadata,
  model: Model,
  index: number,
  what: string,
  signal?: AbortSignal,
): Promise<DataRange> {
  const position = model.bufferPositions[index];
  const range = position === undefined ? undefined : await metadata.read((b) => rangeOfTable(b, position), signal);
  if (range) return range;
  const found =
    position === undefined ? `the model has ${model.bufferPositions.length} buffers` : 'the buffer is empty';
  throw new ModelError('bad-offset', `${what} is in buffer ${index}, but ${found}: the file is damaged`);
}

function dataRangeOf(buffer: PagedByteBuffer, model: Model, tensor: Tensor): DataRange | ModelError | undefined {
  if (tensor.bufferIndex === 0) return undefined;
  if (tensor.bufferIndex < 0) return tensor.problem;
  const position = model.bufferPositions[tensor.bufferIndex];
  if (position === undefined) {
    const count = model.bufferPositions.length;
    return new ModelError(
      'bad-offset',
      `tensor ${labelOf(tensor)} refers to buffer ${tensor.bufferIndex}, but the model has ${count}: the file is damaged`,
    );
  }
  try {
    const range = rangeOfTable(buffer, position);
    // An all-zero stored-sparse tensor has no data, but is a constant.
    return range ?? (tensor.storedSparse ? { start: 0, end: 0 } : undefined);
  } catch (thrown) {
    // An invalid buffer affects only its tensor. Missing pages are not a ModelError, and are thrown on.
    if (thrown instanceof ModelError) return thrown;
    throw thrown;
  }
}

function rangeOfTable(buffer: PagedByteBuffer, position: number): DataRange | undefined {
  const table = new BufferTable().__init(position, buffer);
  const length = table.dataLength();
  if (length > 0) {
    const start = buffer.__vector(position + buffer.__offset(position, 4));
    return { start, end: start + length };
  }
  // Offset and size have 64 bits, so they are checked before the conversion to numbers. The converter uses offset 1 as a placeholder.
  const [offset, size] = [table.offset(), table.size()];
  if (offset <= 1n) return undefined;
  if (offset + size > BigInt(buffer.byteLength)) {
    throw new ModelError(
      'truncated',
      `the weights need ${size} bytes at ${offset}, but the file ends at byte ${buffer.byteLength}: it is truncated. Download it again.`,
    );
  }
  return { start: Number(offset), end: Number(offset + size) };
}

/** `5 (name)`, for messages. */
function labelOf(tensor: Tensor): string {
  return tensor.name ? `${tensor.index} (${tensor.name})` : `${tensor.index}`;
}

/** The bytes [from, to) of the data of a constant. */
export function readData(
  source: ByteSource,
  range: DataRange,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return source.slice(range.start + from, range.start + to, signal);
}

/** The same bytes as they arrive. Undefined if the source reads a range at once. */
export function dataChunks(
  source: ByteSource,
  range: DataRange,
  from: number,
  to: number,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> | undefined {
  return source.chunks?.(range.start + from, range.start + to, signal);
}
