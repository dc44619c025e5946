import { arrivingParts } from './arrivingParts';
import { type ArrivingSource, type ByteSource, checkRange } from './byteSource';

// Bytes that are kept. Enough for most tensors.
const maxKept = 32 * 2 ** 20;

type Read = { readonly start: number; readonly bytes: Uint8Array };

/**
 * Keeps the bytes that were read last, up to 32 MiB, for sources that are slow to read again. Several questions about the tensor on screen need
 * its bytes: map, histogram, threshold.
 */
export function withRecentReads(source: ArrivingSource): ByteSource {
  // In order of last use.
  const kept: Read[] = [];

  function find(start: number, end: number): Uint8Array | undefined {
    const index = kept.findIndex((read) => start >= read.start && end <= read.start + read.bytes.length);
    if (index < 0) return undefined;
    const [read] = kept.splice(index, 1);
    kept.push(read);
    return read.bytes.subarray(start - read.start, end - read.start);
  }

  function keep({ start, bytes }: Read): void {
    if (bytes.length === 0 || bytes.length > maxKept) return;
    // A buffer that grew while it was filled can be twice as large.
    kept.push({ start, bytes: bytes.buffer.byteLength === bytes.length ? bytes : bytes.slice() });
    let total = kept.reduce((sum, { bytes }) => sum + bytes.length, 0);
    while (total > maxKept) total -= kept.shift()!.bytes.length;
  }

  return {
    ...source,
    async slice(start, end, signal) {
      checkRange(start, end, source.byteLength);
      const known = find(start, end);
      // Readers can transfer or change their bytes, so they get copies.
      if (known) return known.slice();
      const bytes = await source.slice(start, end, signal);
      keep({ start, bytes: bytes.slice() });
      return bytes;
    },
    // Parts are not changed, so they are those that are kept.
    async *chunks(start, end, signal) {
      checkRange(start, end, source.byteLength);
      const known = find(start, end);
      if (known) yield known;
      else keep({ start, bytes: yield* arrivingParts(source, start, end, signal) });
    },
  };
}
