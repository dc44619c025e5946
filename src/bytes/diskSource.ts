import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange } from './byteSource';

/** A file on disk, for the command. Close it after use. */
export type DiskSource = ByteSource & { close(): Promise<void> };

/** @throws ModelError `not-found` when there is no such file, or it is a folder. */
export async function diskSource(path: string): Promise<DiskSource> {
  // Looked at before it is opened: opening a pipe would wait for a writer.
  const found = await stat(path).catch(noFile);
  const { size } = found;
  if (!found.isFile()) throw new ModelError('not-found', 'this is not a file; give the path of a .tflite');
  const handle = await open(path, 'r').catch(noFile);
  return {
    name: basename(path),
    byteLength: size,
    async slice(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, size);
      const bytes = new Uint8Array(end - start);
      // A read can give less than it was asked for, and gives nothing at the end of the file.
      for (let filled = 0; filled < bytes.length; ) {
        const count = await readInto(handle, bytes, filled, start + filled);
        if (count === 0) {
          throw new ModelError(
            'changed',
            `the file ended at byte ${start + filled} while it was read, it had ${size} bytes before`,
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
  // More than 2 GiB at once is refused by some systems.
  const length = Math.min(bytes.length - offset, 2 ** 30);
  try {
    return (await handle.read(bytes, offset, length, position)).bytesRead;
  } catch (cause) {
    throw new ModelError('changed', `the file could not be read at byte ${position} (${codeOf(cause)})`);
  }
}

function noFile(cause: unknown): never {
  throw new ModelError('not-found', `no file could be opened at this path (${codeOf(cause)})`);
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
}

/** SHA-256 of everything a source holds, in hex; read in pieces of 4 MiB. */
export async function sha256OfSource(source: ByteSource, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const piece = 4 * 2 ** 20;
  for (let start = 0; start < source.byteLength; start += piece) {
    hash.update(await source.slice(start, Math.min(start + piece, source.byteLength), signal));
  }
  return hash.digest('hex');
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
