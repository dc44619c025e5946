import type { Hash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange, memorySource } from './byteSource';

/** A file on disk, in Node. Close it after use. */
export type DiskSource = ByteSource & { close(): Promise<void> };

/** Opens a file. @throws ModelError `not-found` if there is no file at this path, or if it is a folder */
export async function diskSource(path: string): Promise<DiskSource> {
  return (await opened(path)).source;
}

async function opened(path: string): Promise<{ readonly source: DiskSource; readonly handle: FileHandle }> {
  // Checked before opening, because opening a pipe waits for a writer.
  const found = await stat(path).catch(noFile);
  const { size } = found;
  if (!found.isFile()) throw new ModelError('not-found', 'this is not a file; expected the path of a .tflite file');
  const handle = await open(path, 'r').catch(noFile);
  const source: DiskSource = {
    name: basename(path),
    byteLength: size,
    async slice(start, end, signal) {
      throwIfCancelled(signal);
      checkRange(start, end, size);
      const bytes = new Uint8Array(end - start);
      await fill(handle, bytes, start, size);
      return bytes;
    },
    close: () => handle.close(),
  };
  return { source, handle };
}

/**
 * Opens a file, like `diskSource`, to read all of it: a file of at most `maxBytes` is loaded into memory. Its hash is computed meanwhile.
 * @param memoryFor memory of this many bytes to load it into; undefined if there is none
 * @throws ModelError `not-found` like diskSource, `changed`
 */
export async function loadedDiskSource(
  path: string,
  maxBytes: number,
  memoryFor?: (byteLength: number) => Uint8Array | undefined,
): Promise<DiskSource> {
  const { source, handle } = await opened(path);
  if (source.byteLength > maxBytes) return source;
  try {
    // Not initialized, because the file fills it.
    const bytes = memoryFor?.(source.byteLength) ?? Buffer.allocUnsafeSlow(source.byteLength);
    const sha256 = await loadInto(bytes, handle);
    return { ...memorySource(source.name, bytes), sha256, close: source.close };
  } catch (thrown) {
    await source.close();
    throw thrown;
  }
}

// Bytes of a read, and number of reads at the same time. While the system reads, the first pieces are hashed.
const pieceBytes = 2 ** 20;
const maxReads = 4;

/** Reads a complete file. @returns its SHA-256 in hex @throws ModelError `changed` */
async function loadInto(bytes: Uint8Array, handle: FileHandle): Promise<string> {
  const reads: Promise<Uint8Array>[] = [];
  const begin = (start: number) => {
    const piece = bytes.subarray(start, start + pieceBytes);
    const read = fill(handle, piece, start, bytes.length).then(() => piece);
    // It is awaited after the reads before it. If one of those fails, its own failure must not count as unhandled.
    read.catch(() => {});
    reads.push(read);
  };
  let begun = 0;
  for (; begun < Math.min(bytes.length, maxReads * pieceBytes); begun += pieceBytes) begin(begun);
  const hash = sha256();
  for (let read = reads.shift(); read; read = reads.shift()) {
    hash.update(await read);
    if (begun >= bytes.length) continue;
    begin(begun);
    begun += pieceBytes;
  }
  return hash.digest('hex');
}

/** @param size of the file when it was opened @throws ModelError `changed` */
async function fill(handle: FileHandle, bytes: Uint8Array, start: number, size: number): Promise<void> {
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

/** Loads the module of Node when it is needed, because that takes a part of the time of a small report. An import also evaluates Web Crypto. */
function sha256(): Hash {
  return process.getBuiltinModule('node:crypto').createHash('sha256');
}

function codeOf(cause: unknown): string {
  return (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
}

/** SHA-256 of a source in hex. Reads 4 MiB at a time, unless the hash is known. @throws ModelError of the source */
export async function sha256OfSource(source: ByteSource, signal?: AbortSignal): Promise<string> {
  if (source.sha256 !== undefined) return source.sha256;
  const hash = sha256();
  const piece = 4 * 2 ** 20;
  for (let start = 0; start < source.byteLength; start += piece) {
    hash.update(await source.slice(start, Math.min(start + piece, source.byteLength), signal));
  }
  return hash.digest('hex');
}

/** SHA-256 in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return sha256().update(bytes).digest('hex');
}
