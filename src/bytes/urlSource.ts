import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange, memorySource } from './byteSource';
import { isLfsPointer, mediaAddress, readableAddress } from './modelAddress';
import { pageSize } from './pageCache';

/** Bytes that have come so far, and how many there will be, if that is known. */
export type Progress = (loaded: number, total: number | undefined) => void;

// The first page of the cache above, which holds the root of a flatbuffer: no request is spent on the size alone.
const firstBytes = pageSize;
// What a server without ranges sends is kept in memory.
const maxWhole = 2 ** 30;

/**
 * A file at an http(s) address, read by ranges. Addresses of pages about a file at GitHub and Hugging Face are followed to the file, Git LFS pointers
 * at GitHub to what they stand for. A server that ignores ranges is asked once, and the whole file is kept in memory.
 * @throws ModelError `not-found`, `network`, `too-large`, `cancelled`
 */
export async function urlSource(given: string, signal?: AbortSignal, onProgress?: Progress): Promise<ByteSource> {
  const address = readableAddress(given);
  const source = await sourceAt(address, signal, onProgress);
  const media = mediaAddress(address);
  if (!media || !isLfsPointer(await source.slice(0, Math.min(source.byteLength, 64), signal))) return source;
  return sourceAt(media, signal, onProgress);
}

async function sourceAt(address: string, signal?: AbortSignal, onProgress?: Progress): Promise<ByteSource> {
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
    // A range without a total, another range than the one asked for, or one of an empty file: the whole is the way back.
    await abandon(response);
    return wholeSource(await fetched(address, {}, signal), address, name, signal, onProgress);
  }
  return wholeSource(response, address, name, signal, onProgress);
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
        throw new ModelError('changed', `${address} changed while it was read. Open it again.`);
      }
      const bytes = await bodyOf(response, address, end - start, signal);
      if ((range && range.start !== start) || bytes.length !== end - start) {
        throw new ModelError(
          'network',
          `${address} sent ${bytes.length} bytes from ${range?.start ?? start} on, where ${end - start} from ${start} on were asked for. Try again.`,
        );
      }
      return bytes;
    },
  };
}

async function wholeSource(
  response: Response,
  address: string,
  name: string,
  signal?: AbortSignal,
  onProgress?: Progress,
): Promise<ByteSource> {
  const bytes = await bodyOf(response, address, maxWhole, signal, onProgress);
  if (bytes.length <= maxWhole) return memorySource(name, bytes);
  throw new ModelError(
    'too-large',
    `${address} is larger than ${maxWhole / 2 ** 20} MB, and its server sends it only as a whole; expected one that answers ranges. Download the file and open it from the disk.`,
  );
}

function request(address: string, start: number, end: number, signal?: AbortSignal): Promise<Response> {
  // A single range is a simple request: it needs no permission of the server beforehand.
  return fetched(address, { headers: { Range: `bytes=${start}-${end - 1}` } }, signal);
}

async function fetched(address: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  throwIfCancelled(signal);
  let response: Response;
  try {
    response = await fetch(address, {
      ...init,
      signal: signal ?? null,
      // Cookies go to our own origin only: docs may lie behind a login, together with their model.
      credentials: 'same-origin',
      referrerPolicy: 'no-referrer',
    });
  } catch (thrown) {
    throwIfCancelled(signal);
    throw new ModelError('network', `${address} could not be fetched: ${whyNot(thrown)}.`);
  }
  if (response.ok || response.status === 416) return response;
  await abandon(response);
  const code = response.status === 404 || response.status === 410 ? 'not-found' : 'network';
  const answer = `${response.status} ${response.statusText}`.trim();
  throw new ModelError(code, `${address} answered ${answer}; expected a model. Check the address.`);
}

/** Node says what went wrong; browsers keep it to themselves, since a page must not learn about other sites. */
function whyNot(thrown: unknown): string {
  const cause = (thrown as { cause?: { code?: string; message?: string } }).cause;
  if (cause) return cause.code ?? cause.message ?? 'the connection failed';
  return 'there is no connection, or the server does not allow other sites to read it (CORS). Download the file and drop it on the page of Prunescope instead';
}

/**
 * The body of a response. One that is longer than `most` is not read to its end: more than `most` bytes come back.
 */
async function bodyOf(
  response: Response,
  address: string,
  most: number,
  signal?: AbortSignal,
  onProgress?: Progress,
): Promise<Uint8Array> {
  // With an encoding the length is that of the encoded bytes.
  const encoded = response.headers.get('content-encoding') !== null;
  const length = encoded ? undefined : Number(response.headers.get('content-length')) || undefined;
  let bytes = new Uint8Array(Math.min(length ?? firstBytes, most + 1));
  let loaded = 0;
  try {
    // A response without a body, as to 204, has no reader.
    for (const reader = response.body?.getReader(); reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, most + 1 - loaded);
      if (loaded + part.length > bytes.length) bytes = grown(bytes, loaded + part.length);
      bytes.set(part, loaded);
      loaded += part.length;
      if (loaded > most) {
        await reader.cancel();
        break;
      }
      onProgress?.(loaded, length);
    }
  } catch {
    throwIfCancelled(signal);
    throw new ModelError('network', `the connection to ${address} broke after ${loaded} bytes. Try again.`);
  }
  return bytes.subarray(0, loaded);
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * bytes.length, needed));
  larger.set(bytes);
  return larger;
}

/** Lets go of a response whose body nobody reads; its connection would stay open. */
async function abandon(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}

/**
 * The length of a file whose server gives ranges but keeps their Content-Range from other sites, as raw.githubusercontent.com does:
 * Content-Length is not kept from them. `undefined` when the server does not say.
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

/** `bytes 0-99/1234` */
function rangeOf(response: Response): { start: number; end: number; total: number } | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  return match ? { start: Number(match[1]), end: Number(match[2]) + 1, total: Number(match[3]) } : undefined;
}

/** What tells one version of the file at an address from the next. */
function versionOf(response: Response): string | null {
  return response.headers.get('etag') ?? response.headers.get('last-modified');
}

/** The base name of an address, for people; the address itself when it has none. */
export function nameOf(address: string): string {
  // An address may be relative to the page; where it leads does not matter here.
  const path = address.split(/[?#]/)[0].replace(/^https?:\/\/[^/]*/i, '');
  return baseName(decoded(baseName(path))) || address;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A % that begins no code stands for itself.
    return text;
  }
}
