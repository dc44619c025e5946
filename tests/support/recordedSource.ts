import { type ByteSource, memorySource } from '../../src/bytes/byteSource';

/** A source in memory that records the ranges that were read, as [start, end). */
export function recordedSource(bytes: Uint8Array): ByteSource & { readonly reads: readonly [number, number][] } {
  const source = memorySource('a.tflite', bytes);
  const reads: [number, number][] = [];
  return {
    ...source,
    reads,
    async slice(start, end, signal) {
      reads.push([start, end]);
      return source.slice(start, end, signal);
    },
  };
}
