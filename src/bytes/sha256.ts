import { createSHA256, sha256 } from 'hash-wasm';
import { throwIfCancelled } from '../modelError';
import type { ByteSource } from './byteSource';

const piece = 4 * 2 ** 20;

/**
 * SHA-256 of everything a source holds, in hex, without holding it in memory. For the page; the command has Node's own.
 * @param onProgress bytes that are done
 */
export async function sha256InPieces(
  source: ByteSource,
  signal?: AbortSignal,
  onProgress?: (bytes: number) => void,
): Promise<string> {
  const hash = await createSHA256();
  for (let start = 0; start < source.byteLength; start += piece) {
    const end = Math.min(start + piece, source.byteLength);
    throwIfCancelled(signal);
    hash.update(await source.slice(start, end, signal));
    onProgress?.(end);
  }
  return hash.digest('hex');
}

export const sha256OfBytes: (bytes: Uint8Array) => Promise<string> = sha256;
