import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';

/** A file on disk, in Node. Close it after use. */
export type DiskSource = ByteSource & { close(): Promise<void> };

/** Opens a file. @throws ModelError `not-found` if there is no file at this path, or if it is a folder */
export async function diskSource(path: string): Promise<DiskSource> {
  // Checked before opening, because opening a pipe waits for a writer.
  const found = await stat(path).catch(noFile);
  const { size } = found;
  if (!found.isFile()) throw new ModelError('not-found', 'this is not a file; expected the path of a .tflite file');
  const handle = await open(path, 'r').catch(noFile);
  return {
    name: basename(path),
    byteLength: size,
    async slice(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, size);
      const bytes = new Uint8Array(end - start);
      // A read can return fewer bytes than requested, and returns none at the end of the file.
      for (let filled = 0; filled < bytes.length; ) {
        const count = await readInto(handle, bytes, filled, start + filled);
        if (count === 0) {
          throw new ModelError(
            'changed',
            `the file changed while it was being read: it ends at byte ${start + filled}, expected ${size} bytes. Try again.`,
          );
        }
        filled += count;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}

async function readInto(handle: FileHandle, bytes: Uint8Array, offset: number, position: number): Promise<number> {
  // Some systems reject reads of more than 2 GiB.
  const length = Math.min(bytes.length - offset, 2 ** 30);
  try {
    return (await handle.read(bytes, offset, length, position)).bytesRead;
  } catch (cause) {
    throw new ModelError('changed', `the file cannot be read at byte ${position} (${codeOf(cause)})`);
  }
}

function noFile(cause: unknown): never {
  throw new ModelError('not-found', `the file cannot be opened (${codeOf(cause)}). Check the path.`);
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
}

/** SHA-256 of a source in hex. Reads 4 MiB at a time. @throws ModelError of the source */
export async function sha256OfSource(source: ByteSource, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const piece = 4 * 2 ** 20;
  for (let start = 0; start < source.byteLength; start += piece) {
    hash.update(await source.slice(start, Math.min(start + piece, source.byteLength), signal));
  }
  return hash.digest('hex');
}

/** SHA-256 in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
