import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';
import { taskBreaks } from './taskBreaks';

// Chromium reads about 1 GB/s, and needs most of a millisecond per slice.
const bytesPerRequest = 512 * 1024;

/** A File of the browser. Ranges are read on demand, at once. */
export function fileSlices(file: File): ByteSource {
  return {
    name: file.name,
    byteLength: file.size,
    bytesPerRequest,
    async slice(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, file.size);
      const bytes = new Uint8Array(await read(file, () => file.slice(start, end).arrayBuffer()));
      throwIfCancelled(signal);
      if (bytes.length !== end - start) throw shorterFile(file);
      return bytes;
    },
  };
}

/** The same. Large ranges can also be read in parts, as they arrive. */
export function fileSource(file: File): ByteSource {
  return {
    ...fileSlices(file),
    async *chunks(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, file.size);
      const reader = file.slice(start, end).stream().getReader();
      let missing = end - start;
      const otherTasks = taskBreaks();
      try {
        for (;;) {
          const { done, value } = await read(file, () => reader.read());
          throwIfCancelled(signal);
          if (done) break;
          missing -= value.length;
          yield value;
          await otherTasks();
        }
      } finally {
        // Does nothing after the end. After a failed read it rejects with the error of the read.
        reader.cancel().catch(() => {});
      }
      if (missing !== 0) throw shorterFile(file);
    },
  };
}

/** @throws ModelError `changed` if the browser rejects the read: of a file that changed since it was selected, and of a folder */
async function read<T>({ name }: File, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new ModelError(
      'changed',
      `the file ${name} cannot be read (${(cause as Error).message}). It changed since it was opened, or it is a folder. Open the file again.`,
    );
  }
}

function shorterFile({ name }: File): ModelError {
  return new ModelError(
    'changed',
    `the file ${name} changed since it was opened: it is shorter now. Open the file again.`,
  );
}
