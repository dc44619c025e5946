import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';

// Chromium reads about 1 GB/s, and needs most of a millisecond per slice.
const bytesPerRequest = 512 * 1024;

/** A File of the browser. Slices are read on demand. */
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
        // Browsers reject reads of files that changed since they were selected, and of folders.
        throw new ModelError(
          'changed',
          `the file ${file.name} cannot be read (${(cause as Error).message}). It changed since it was opened, or it is a folder. Open the file again.`,
        );
      }
      throwIfCancelled(signal);
      if (bytes.length !== end - start) {
        throw new ModelError(
          'changed',
          `the file ${file.name} changed since it was opened: it is shorter now. Open the file again.`,
        );
      }
      return bytes;
    },
  };
}
