import { type ByteSource, checkRange } from './byteSource';

// Bytes that are kept. Enough for most tensors.
const maxKept = 32 * 2 ** 20;

type Read = { readonly start: number; readonly bytes: Uint8Array };

/**
 * Keeps the bytes that were read last, up to 32 MiB, for sources that are slow to read again. Several questions about the tensor on screen need
 * its bytes: map, histogram, threshold.
 */
export function withRecentReads(source: ByteSource): ByteSource {
  // In order of last use. Readers can transfer or change their bytes, so they get copies.
  const kept: Read[] = [];

  function find(start: number, end: number): Uint8Array | undefined {
    const index = kept.findIndex((read) => start >= read.start && end <= read.start + read.bytes.length);
    if (index < 0) return undefined;
    const [read] = kept.splice(index, 1);
    kept.push(read);
    return read.bytes.slice(start - read.start, end - read.start);
  }

  function keep(read: Read): void {
    if (read.bytes.length > maxKept) return;
    kept.push(read);
    let total = kept.reduce((sum, { bytes }) => sum + bytes.length, 0);
    while (total > maxKept) total -= kept.shift()!.bytes.length;
  }

  return {
    ...source,
    async slice(start, end, signal) {
      checkRange(start, end, source.byteLength);
      const known = find(start, end);
      if (known) return known;
      const bytes = await source.slice(start, end, signal);
      if (bytes.length > 0) keep({ start, bytes: bytes.slice() });
      return bytes;
    },
  };
}
