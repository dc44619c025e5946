import type { ByteSource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import { type Metadata, type PagedByteBuffer, readEach } from './metadata';
import type { Model, Tensor } from './model';
import { Buffer as BufferTable } from './schema/tflite_generated';

/** Where a constant's bytes lie, in bytes from the start of the file, end exclusive. */
export type DataRange = { readonly start: number; readonly end: number };

/**
 * Where the data of each tensor lies: inline after its Buffer table, or at the table's offset and size (from 2 GB on, and in some small
 * files too). `undefined` for a tensor without data, that is one computed at run time. Buffer tables lie scattered through the file, so
 * give all tensors of interest at once: they are read together.
 * @throws ModelError `bad-offset` when a tensor names a buffer that the model does not have; `truncated`.
 */
export async function dataRanges(
  metadata: Metadata,
  model: Model,
  tensors: readonly Tensor[],
  signal?: AbortSignal,
): Promise<(DataRange | ModelError | undefined)[]> {
  return metadata.read((buffer) => readEach(tensors.length, (i) => dataRangeOf(buffer, model, tensors[i])), signal);
}

function dataRangeOf(buffer: PagedByteBuffer, model: Model, tensor: Tensor): DataRange | ModelError | undefined {
  if (tensor.bufferIndex === 0) return undefined;
  const position = model.bufferPositions[tensor.bufferIndex];
  if (position === undefined) {
    const count = model.bufferPositions.length;
    return new ModelError(
      'bad-offset',
      `tensor ${labelOf(tensor)} names buffer ${tensor.bufferIndex}, but the model has ${count}: the file is damaged`,
    );
  }
  try {
    const range = rangeOfTable(buffer, position);
    // A stored-sparse tensor of zeros only stores nothing, and is a constant all the same.
    return range ?? (tensor.storedSparse ? { start: 0, end: 0 } : undefined);
  } catch (thrown) {
    // One bad buffer costs one tensor; a page that is still missing is no ModelError and goes on up.
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
  // Both are 64 bits wide: compared with the file's size before they become numbers. An offset of 1 is a placeholder of the converter.
  const [offset, size] = [table.offset(), table.size()];
  if (offset <= 1n) return undefined;
  if (offset + size > BigInt(buffer.byteLength)) {
    throw new ModelError(
      'truncated',
      `the weights lie at ${offset} and take ${size} bytes, but the file ends at byte ${buffer.byteLength}: it is cut short. Fetch it again.`,
    );
  }
  return { start: Number(offset), end: Number(offset + size) };
}

/** `name (0:5)`, for messages. */
function labelOf(tensor: Tensor): string {
  return tensor.name ? `${tensor.index} (${tensor.name})` : `${tensor.index}`;
}

/** The bytes of a constant from `from` to `to`, counted from the start of its data. */
export function readData(
  source: ByteSource,
  range: DataRange,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return source.slice(range.start + from, range.start + to, signal);
}
