import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';

/** A part of a file, read by the host page. */
export type RelayedPart = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Size of the complete file. */
  readonly byteLength: number;
};

/**
 * Reads the bytes [start, end) of a file through the host page.
 * @param companion base name of a file in the same folder, to read instead
 * @throws ModelError
 */
export type RelayedRead = (start: number, end: number, companion?: string) => Promise<RelayedPart>;

/** A file that an embedded map reads through its host page. @param companion as in RelayedRead */
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
        `the host page sent ${bytes.length} bytes of ${name}; expected ${end - start}, from ${start} to ${end}. Reload the page.`,
      );
    },
  };
}
