import { ModelError, throwIfCancelled } from '../modelError';
import type { ByteSource } from './byteSource';

// Browsers limit arrays to 2 GB or a little more.
const maxBytes = 2 ** 31 - 1;
const bytesPerRead = 2 ** 22;

/**
 * All bytes of a source.
 * @param onProgress share, 0 to 1
 * @throws ModelError `too-large` for 2 GB and more, and those of the source
 */
export async function allBytes(
  source: ByteSource,
  signal?: AbortSignal,
  onProgress: (share: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { name, byteLength } = source;
  if (byteLength > maxBytes)
    throw new ModelError('too-large', `${name} has ${byteLength} bytes; models of less than 2 GB fit in memory`);
  const bytes = new Uint8Array(byteLength);
  for (let start = 0; start < byteLength; start += bytesPerRead) {
    throwIfCancelled(signal);
    const end = Math.min(start + bytesPerRead, byteLength);
    bytes.set(await source.slice(start, end, signal), start);
    onProgress(end / byteLength);
  }
  return bytes;
}
