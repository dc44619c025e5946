import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';

// Chromium reads about a gigabyte a second, and takes most of a millisecond for each slice.
const bytesPerRequest = 512 * 1024;

/** A file that a person chose. Slices are read from the disk when they are asked for. */
export function fileSource(file: File): ByteSource {
  return {
    name: file.name,
    byteLength: file.size,
    bytesPerRequest,
    async slice(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, file.size);
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
      } catch (cause) {
        // Browsers refuse to read a file that was written, moved or deleted since it was chosen; a folder cannot be read at all.
        throw new ModelError(
          'changed',
          `${file.name} could not be read (${(cause as Error).message}). It may have changed since it was opened, or be a folder: open the file again.`,
        );
      }
      throwIfCancelled(signal);
      if (bytes.length !== end - start) {
        throw new ModelError('changed', `${file.name} became shorter since it was opened: open the file again.`);
      }
      return bytes;
    },
  };
}
