import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange, memorySource } from './byteSource';
import { isLfsPointer, mediaAddress, nameOf, readableAddress, withoutCredentials } from './modelAddress';
import { pageSize } from './pageCache';

/** Called with the number of received bytes, and the total if known. */
export type Progress = (loaded: number, total: number | undefined) => void;

// The first page of pageCache.ts, which contains the root of a flatbuffer. So no request is needed for the size alone.
const firstBytes = pageSize;
// Files from servers without range requests are kept in memory.
const maxInMemory = 2 ** 30;

/**
 * The file at an http(s) URL, like `exactUrlSource`. URLs of file pages at GitHub and Hugging Face are replaced by those of the file, and Git LFS
 * pointers at GitHub are followed. A user name and a password in the URL are not sent.
 * @param onProgress called while a complete file is downloaded
 * @throws ModelError `not-found`, `network`, `too-large`, `cancelled`
 */
export async function urlSource(given: string, signal?: AbortSignal, onProgress?: Progress): Promise<ByteSource> {
  const address = readableAddress(withoutCredentials(given));
  const source = await exactUrlSource(address, signal, onProgress);
  const media = mediaAddress(address);
  if (!media || !isLfsPointer(await source.slice(0, Math.min(source.byteLength, 64), signal))) return source;
  return exactUrlSource(media, signal, onProgress);
}

/**
 * The file at exactly this http(s) URL, read with range requests. If a server ignores ranges, the complete file is downloaded once and kept in
 * memory.
 * @param onProgress called while a complete file is downloaded
 * @throws ModelError `not-found`, `network`, `too-large`, `cancelled`
 */
export async function exactUrlSource(
  address: string,
  signal?: AbortSignal,
  onProgress?: Progress,
): Promise<ByteSource> {
  const name = nameOf(address);
  const response = await request(address, 0, firstBytes, signal);
  const range = rangeOf(response);
  if (response.status === 206 && range?.start === 0) {
    const head = await bodyOf(response, address, firstBytes, signal);
    if (head.length === range.end) return rangedSource(address, name, range.total, versionOf(response), head);
  }
  if (response.status === 206 && !response.headers.has('content-range')) {
    const head = await bodyOf(response, address, firstBytes, signal);
    const total = await lengthByHead(address, signal);
    if (total !== undefined && head.length === Math.min(firstBytes, total)) {
      return rangedSource(address, name, total, versionOf(response), head);
    }
  }
  if (response.status === 206 || response.status === 416) {
    // The total is missing, the range is not the requested one, or the file is empty: download the complete file.
    await abandon(response);
    return downloadedSource(await fetched(address, {}, signal), address, name, signal, onProgress);
  }
  return downloadedSource(response, address, name, signal, onProgress);
}

function rangedSource(
  address: string,
  name: string,
  byteLength: number,
  version: string | null,
  head: Uint8Array,
): ByteSource {
  return {
    name,
    byteLength,
    async slice(start, end, signal) {
      checkRange(start, end, byteLength);
      if (end <= head.length) return head.subarray(start, end);
      if (start === end) return new Uint8Array(0);
      const response = await request(address, start, end, signal);
      const range = rangeOf(response);
      const sameLength = range ? range.total === byteLength : !response.headers.has('content-range');
      if (response.status !== 206 || !sameLength || versionOf(response) !== version) {
        await abandon(response);
        throw new ModelError('changed', `${address} changed while it was being read. Open it again.`);
      }
      const bytes = await bodyOf(response, address, end - start, signal);
      if ((range && range.start !== start) || bytes.length !== end - start) {
        throw new ModelError(
          'network',
          `${address} sent ${bytes.length} bytes from ${range?.start ?? start}; expected ${end - start} from ${start}. Try again.`,
        );
      }
      return bytes;
    },
  };
}

async function downloadedSource(
  response: Response,
  address: string,
  name: string,
  signal?: AbortSignal,
  onProgress?: Progress,
): Promise<ByteSource> {
  const bytes = await bodyOf(response, address, maxInMemory, signal, onProgress);
  if (bytes.length <= maxInMemory) return memorySource(name, bytes);
  throw new ModelError(
    'too-large',
    `${address} is larger than ${maxInMemory / 2 ** 20} MiB, and its server does not support range requests. Download the file, and open it from disk.`,
  );
}

function request(address: string, start: number, end: number, signal?: AbortSignal): Promise<Response> {
  // A single range needs no CORS preflight.
  return fetched(address, { headers: { Range: `bytes=${start}-${end - 1}` } }, signal);
}

async function fetched(address: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  throwIfCancelled(signal);
  let response: Response;
  try {
    response = await fetch(address, {
      ...init,
      signal: signal ?? null,
      // Sends cookies only to the same origin, because documentation with its models can require a login.
      credentials: 'same-origin',
      referrerPolicy: 'no-referrer',
    });
  } catch (thrown) {
    throwIfCancelled(signal);
    throw new ModelError('network', `${address} could not be fetched: ${failureText(thrown)}.`);
  }
  if (response.ok || response.status === 416) return response;
  await abandon(response);
  throw refusal(response, address);
}

/** The error for a response without a file. */
function refusal({ status, statusText, headers }: Response, address: string): ModelError {
  const answer = `${address} returned ${`${status} ${statusText}`.trim()}; expected a model.`;
  if (status === 404 || status === 410) return new ModelError('not-found', `${answer} Check the URL.`);
  // Hugging Face names the reason, and answers 401 also for repositories that do not exist.
  const reason = headers.get('x-error-code');
  if (reason === 'RepoNotFound') {
    const advice = `There is no such public repository. Check the URL. If the repository is private, sign in, ${openDownloaded}.`;
    return new ModelError('not-found', `${answer} ${advice}`);
  }
  if (status === 401 || status === 403) {
    const cause = reason === 'GatedRepo' ? 'The repository is gated' : 'The file needs permission';
    const site = new URL(address, globalThis.location?.href).host;
    const advice = `${cause}, and Prunescope cannot sign in. Sign in at ${site}, ${openDownloaded}.`;
    return new ModelError('network', `${answer} ${advice}`);
  }
  const isServerFault = status === 429 || status >= 500;
  return new ModelError('network', `${answer} ${isServerFault ? 'Try again later.' : 'Check the URL.'}`);
}

/** Node has no location. */
const openDownloaded = globalThis.location
  ? 'download the file, and drop it on the page of Prunescope'
  : 'download the file, and give its path';

/** Node gives the cause of a failed request. Browsers hide it from pages. */
function failureText(thrown: unknown): string {
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  if (cause) return cause.code ?? cause.message ?? 'the connection failed';
  return 'there is no connection, or the server does not allow other sites to read it (CORS). Download the file and drop it on the page of Prunescope';
}

/**
 * The body of a response. Reading stops after `maxBytes`; then the result has more than `maxBytes` bytes.
 */
async function bodyOf(
  response: Response,
  address: string,
  maxBytes: number,
  signal?: AbortSignal,
  onProgress?: Progress,
): Promise<Uint8Array> {
  // With a content encoding, the length is that of the encoded bytes.
  const encoded = response.headers.get('content-encoding') !== null;
  const length = encoded ? undefined : Number(response.headers.get('content-length')) || undefined;
  let bytes = new Uint8Array(Math.min(length ?? firstBytes, maxBytes + 1));
  let loaded = 0;
  try {
    // A response without a body, such as 204, has no reader.
    for (const reader = response.body?.getReader(); reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, maxBytes + 1 - loaded);
      if (loaded + part.length > bytes.length) bytes = grown(bytes, loaded + part.length);
      bytes.set(part, loaded);
      loaded += part.length;
      if (loaded > maxBytes) {
        await reader.cancel();
        break;
      }
      onProgress?.(loaded, length);
    }
  } catch {
    throwIfCancelled(signal);
    throw new ModelError('network', `the connection to ${address} was lost after ${loaded} bytes. Try again.`);
  }
  return bytes.subarray(0, loaded);
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * bytes.length, needed));
  larger.set(bytes);
  return larger;
}

/** Cancels an unused response, to close its connection. */
async function abandon(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

/**
 * The size of a file, for servers that support ranges but do not expose Content-Range to other origins, such as raw.githubusercontent.com.
 * Content-Length is always exposed. `undefined` if the server does not send it.
 */
async function lengthByHead(address: string, signal?: AbortSignal): Promise<number | undefined> {
  try {
    const response = await fetched(address, { method: 'HEAD' }, signal);
    const encoded = response.headers.get('content-encoding') !== null;
    const length = Number(response.headers.get('content-length'));
    return encoded || !Number.isSafeInteger(length) || length <= 0 ? undefined : length;
  } catch (thrown) {
    throwIfCancelled(signal);
    if (thrown instanceof ModelError) return undefined;
    throw thrown;
  }
}

/** Parses Content-Range, such as `bytes 0-99/1234`. */
function rangeOf(response: Response): { start: number; end: number; total: number } | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  return match ? { start: Number(match[1]), end: Number(match[2]) + 1, total: Number(match[3]) } : undefined;
}

/** Identifies the version of the file. */
function versionOf(response: Response): string | null {
  return response.headers.get('etag') ?? response.headers.get('last-modified');
}
