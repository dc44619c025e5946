import { throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';

/** Reads the bytes [start, end) where we cannot read them ourselves. Rejects with a ModelError. */
export type Read = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

/** A file that somebody else reads for us: the page around an embedded one. */
export function relayedSource(name: string, byteLength: number, read: Read): ByteSource {
  return {
    name,
    byteLength,
    async slice(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, byteLength);
      if (start === end) return new Uint8Array(0);
      const bytes = await read(start, end);
      throwIfCancelled(signal);
      return bytes;
    },
  };
}
