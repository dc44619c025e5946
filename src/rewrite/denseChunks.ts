import type { KeepRule } from '../pruning/keepRule';
import { dequantizationScales, dequantize } from '../tflite/weights/dequantization';
import { pausing } from '../tflite/weights/slices';
import { readElements, type StoredMatrix } from '../tflite/weights/storedMatrix';
import { stepsOf } from '../tflite/weights/storedValues';
import { zeroWriterOf } from './zeroWriter';

/** Consecutive weights of a densely stored tensor, pruned. The receiver must not keep or change the arrays. */
export type DenseChunk = {
  /** Index of the first element. */
  readonly first: number;
  readonly count: number;
  /**
   * The elements as stored. For packed types, the first one can start inside the first byte, whose other bits are those of the chunk before, and
   * the bits after the last one are not pruned yet.
   */
  readonly bytes: Uint8Array;
  /** Stored values minus zero points: 0 exactly if the weight is zero. */
  readonly steps: Float64Array;
  /** Weights that were zero before. */
  readonly zerosBefore: number;
  readonly zerosAfter: number;
};

// Elements. A chunk takes some MB.
const chunkLength = 1 << 18;

/**
 * All weights of a densely stored tensor in order, in chunks.
 * @param rule of the weights that are kept; undefined keeps all
 * @param blockSize of consecutive weights of a row that must be in one chunk
 * @throws ModelError `cancelled`, `bad-plan` if no value of the type is zero, and those of reading
 */
export async function* denseChunks(
  stored: StoredMatrix,
  rule: KeepRule | undefined,
  signal?: AbortSignal,
  blockSize = 1,
): AsyncGenerator<DenseChunk> {
  const { bits } = stored.format;
  const perByte = Math.max(1, 8 / bits);
  const prune = rule && pruningOf(stored, rule);
  const pause = pausing(signal);
  let lastByte = 0;
  for (const { first, count } of chunkRanges(stored.tensor, blockSize * (rule?.blockSize ?? 1))) {
    await pause();
    // A copy, because the source can return its own memory.
    const bytes = new Uint8Array(await readElements(stored, first, count, signal));
    const before = first % perByte;
    if (before > 0) {
      const shared = (1 << (before * bits)) - 1;
      bytes[0] = (lastByte & shared) | (bytes[0] & ~shared);
    }
    const steps = stepsOf(stored, bytes, first - before, count + before).subarray(before);
    const zerosBefore = zerosIn(steps);
    prune?.(bytes, steps, first, before);
    lastByte = bytes[bytes.length - 1];
    yield { first, count, bytes, steps, zerosBefore, zerosAfter: prune ? zerosIn(steps) : zerosBefore };
  }
}

/** The bytes of all chunks, each byte once. */
export async function* bytesOfChunks(
  chunks: AsyncIterable<DenseChunk>,
  { format, byteLength }: Pick<StoredMatrix, 'format' | 'byteLength'>,
): AsyncGenerator<Uint8Array> {
  for await (const { first, count, bytes } of chunks) {
    const start = Math.floor((first * format.bits) / 8);
    const end = Math.floor(((first + count) * format.bits) / 8);
    // The next chunk has the rest of a byte that both share.
    yield start + bytes.length === byteLength ? bytes : bytes.subarray(0, end - start);
  }
}

/** Ranges of elements that no block crosses: complete rows, or parts of a long row. */
function* chunkRanges(
  { rowCount, columnCount }: { readonly rowCount: number; readonly columnCount: number },
  blockSize: number,
) {
  const elements = rowCount * columnCount;
  if (elements === 0) return;
  if (columnCount <= chunkLength) {
    const count = Math.floor(chunkLength / columnCount) * columnCount;
    for (let first = 0; first < elements; first += count) yield { first, count: Math.min(count, elements - first) };
    return;
  }
  const length = Math.floor(chunkLength / blockSize) * blockSize;
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column += length) {
      yield { first: row * columnCount + column, count: Math.min(length, columnCount - column) };
    }
  }
}

/** Prunes elements in place: `steps` and `bytes`, of which the first `before` are not among the steps. */
function pruningOf(stored: StoredMatrix, rule: KeepRule) {
  const { columnCount } = stored.tensor;
  const scales = dequantizationScales(stored);
  const setZero = zeroWriterOf(stored);
  const keep = rule.newPass();

  return (bytes: Uint8Array, steps: Float64Array, first: number, before: number): void => {
    const values = steps.slice();
    dequantize(scales, values, first);
    for (let start = 0; start < values.length; ) {
      const rest = columnCount - ((first + start) % columnCount);
      const end = Math.min(start + Math.min(rule.blockSize, rest), values.length);
      const block = values.subarray(start, end);
      for (let i = start; i < end; i++) {
        if (keep(block, i - start) || steps[i] === 0) continue;
        setZero(bytes, before + i, first + i);
        steps[i] = 0;
      }
      start = end;
    }
  };
}

function zerosIn(steps: Float64Array): number {
  let zeros = 0;
  for (let i = 0; i < steps.length; i++) if (steps[i] === 0) zeros++;
  return zeros;
}
