import { type ByteSource, memorySource } from '../../src/bytes/byteSource';

/** A source in memory whose ranges arrive in parts. @param sizeOfNext bytes of the next part, at least 1 */
export function chunkedSource(bytes: Uint8Array, sizeOfNext: () => number): ByteSource {
  const source = memorySource('a.tflite', bytes);
  return {
    ...source,
    async *chunks(start, end, signal) {
      for (let from = start; from < end; ) {
        const to = Math.min(end, from + sizeOfNext());
        yield await source.slice(from, to, signal);
        from = to;
      }
    },
  };
}
