import { throwIfCancelled } from '../modelError';
import type { ByteSource } from './byteSource';

const piece = 4 * 2 ** 20;

/** Loaded when the first hash is computed: the first map does not need it. */
const hashing = () => import('hash-wasm');

/**
 * SHA-256 of a source in hex. Reads 4 MiB at a time. For browsers; see diskSource.ts for Node.
 * @param onProgress called with the number of hashed bytes
 * @throws ModelError `cancelled`, and those of the source
 */
export async function sha256InPieces(
  source: ByteSource,
  signal?: AbortSignal,
  onProgress?: (bytes: number) => void,
): Promise<string> {
  const { createSHA256 } = await hashing();
  const hash = await createSHA256();
  for (let start = 0; start < source.byteLength; start += piece) {
    const end = Math.min(start + piece, source.byteLength);
    throwIfCancelled(signal);
    hash.update(await source.slice(start, end, signal));
    onProgress?.(end);
  }
  return hash.digest('hex');
}

/** SHA-256 in hex. */
export async function sha256OfBytes(bytes: Uint8Array): Promise<string> {
  const { sha256 } = await hashing();
  return sha256(bytes);
}
