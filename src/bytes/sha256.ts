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
  const hash = (await canUseWasm()) ? await (await hashing()).createSHA256() : (await scriptSha256()).create();
  for (let start = 0; start < source.byteLength; start += piece) {
    const end = Math.min(start + piece, source.byteLength);
    throwIfCancelled(signal);
    hash.update(await source.slice(start, end, signal));
    onProgress?.(end);
  }
  return hexOf(hash.digest('binary'));
}

/** SHA-256 in hex. */
export async function sha256OfBytes(bytes: Uint8Array): Promise<string> {
  return (await canUseWasm()) ? (await hashing()).sha256(bytes) : hexOf((await scriptSha256())(bytes));
}

let wasm: Promise<boolean> | undefined;

/**
 * Whether the browser has WebAssembly, and no content security policy forbids it. Found out before the first hash, because `sha256` never answers
 * again after it failed to compile.
 */
function canUseWasm(): Promise<boolean> {
  wasm ??= triedWasm();
  return wasm;
}

async function triedWasm(): Promise<boolean> {
  if (typeof WebAssembly === 'undefined') return false;
  try {
    await (await hashing()).createSHA256();
    return true;
  } catch (thrown) {
    // WebKit throws an EvalError for a policy.
    if (thrown instanceof WebAssembly.CompileError || thrown instanceof EvalError) return false;
    throw thrown;
  }
}

/** SHA-256 in JavaScript, at about a third of the speed. */
async function scriptSha256() {
  return (await import('@noble/hashes/sha2.js')).sha256;
}

function hexOf(digest: Uint8Array): string {
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
