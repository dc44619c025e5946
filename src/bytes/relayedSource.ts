import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';

export type RelayedPart = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole file. */
  readonly byteLength: number;
};

/**
 * Reads the bytes [start, end) of a file where we cannot read it ourselves, or of one that lies beside it, by its plain base name. Rejects with a
 * ModelError.
 */
export type RelayedRead = (start: number, end: number, companion?: string) => Promise<RelayedPart>;

/** A file that somebody else reads for us: the page around an embedded one. */
export function relayedSource(name: string, byteLength: number, read: RelayedRead, companion?: string): ByteSource {
  return {
    name,
    byteLength,
    async slice(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, byteLength);
      if (start === end) return new Uint8Array(0);
      const { bytes } = await read(start, end, companion);
      throwIfCancelled(signal);
      if (bytes.length === end - start) return bytes;
      throw new ModelError(
        'network',
        `${name}: the page around this map gave ${bytes.length} bytes; expected the ${end - start} from ${start} to ${end}`,
      );
    },
  };
}
