import { ModelError, throwIfCancelled } from '../modelError';
import { type ByteSource, checkRange, memorySource } from './byteSource';
import { type FileVersion, isSameVersion, versionOf } from './fileVersion';
import { isLfsPointer, mediaAddress, nameOf, readableAddress, withoutCredentials } from './modelAddress';
import type { Network } from './networkWait';
import { pageSize } from './pageCache';
import { type Exchange, withRetries } from './requestPolicy';
import { abandon, bodyOf, fetched, type Progress, requestedRange } from './requests';
import { type SharedWork, sharedWork } from './sharedWork';

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
export async function urlSource(
  given: string,
  signal?: AbortSignal,
  onProgress?: Progress,
  network: Network = {},
): Promise<ByteSource> {
  const address = readableAddress(withoutCredentials(given));
  const source = await exactUrlSource(address, signal, onProgress, network);
  const media = mediaAddress(address);
  if (!media || !isLfsPointer(await source.slice(0, Math.min(source.byteLength, 64), signal))) return source;
  return exactUrlSource(media, signal, onProgress, network);
}

/**
 * The file at exactly this http(s) URL, read with range requests. If a server ignores ranges or answers them unreliably, the complete file is
 * downloaded once and kept in memory. Requests are sent again after failures that can pass: see `withRetries`.
 * @param onProgress called while a complete file is downloaded
 * @throws ModelError `not-found`, `network`, `too-large`, `cancelled`
 */
export function exactUrlSource(
  address: string,
  signal?: AbortSignal,
  onProgress?: Progress,
  network: Network = {},
): Promise<ByteSource> {
  return withRetries(address, (exchange) => opened(address, exchange, onProgress, network), signal, network);
}

async function opened(
  address: string,
  exchange: Exchange,
  onProgress: Progress | undefined,
  network: Network,
): Promise<ByteSource> {
  const response = await requestedRange(address, 0, firstBytes, exchange);
  const range = rangeOf(response);
  const version = versionOf(response);
  if (response.status === 206 && range?.start === 0) {
    const head = await bodyOf(response, address, firstBytes, exchange);
    if (head.length === range.end) return rangedSource({ address, byteLength: range.total, version, head }, network);
  }
  if (response.status === 206 && !response.headers.has('content-range')) {
    const head = await bodyOf(response, address, firstBytes, exchange);
    const byteLength = await lengthByHead(address, exchange);
    if (byteLength !== undefined && head.length === Math.min(firstBytes, byteLength)) {
      return rangedSource({ address, byteLength, version, head }, network);
    }
  }
  if (response.status === 206 || response.status === 416) {
    // The total is missing, the range is not the requested one, or the file is empty: download the complete file.
    await abandon(response);
    const complete = await fetched(address, {}, exchange);
    return memorySource(nameOf(address), await completeBody(complete, address, exchange, onProgress));
  }
  return memorySource(nameOf(address), await completeBody(response, address, exchange, onProgress));
}

/** What is known of a file after the first request. */
type RangedFile = {
  readonly address: string;
  readonly byteLength: number;
  readonly version: FileVersion;
  /** The first bytes. */
  readonly head: Uint8Array;
};

/** The bytes of a range, or of the complete file. Undefined: the answer does not fit the request. */
type Answer = { readonly part: Uint8Array } | { readonly complete: Uint8Array } | undefined;

function rangedSource(file: RangedFile, network: Network): ByteSource {
  const { address, byteLength, head } = file;
  /** Whether bytes after the head were read from the version of the head. */
  let hasReadMore = false;
  let download: SharedWork<Uint8Array> | undefined;
  let complete: Uint8Array | undefined;

  async function completeFile(signal: AbortSignal | undefined): Promise<Uint8Array> {
    if (!download || download.isCanceled()) {
      download = sharedWork((all) =>
        withRetries(address, (exchange) => completeCopy(file, hasReadMore, exchange), all, network),
      );
    }
    const current = download;
    try {
      complete = await current.resultFor(signal);
      return complete;
    } catch (thrown) {
      if (download === current && !signal?.aborted) download = undefined;
      throw thrown;
    }
  }

  return {
    name: nameOf(address),
    byteLength,
    async slice(start, end, signal) {
      checkRange(start, end, byteLength);
      if (complete) return complete.subarray(start, end);
      if (end <= head.length) return head.subarray(start, end);
      if (start === end) return new Uint8Array(0);
      if (!download || download.isCanceled()) {
        const read = (exchange: Exchange) => rangeAnswer(file, start, end, exchange);
        const answer = await withRetries(address, read, signal, network);
        if (answer && 'part' in answer) {
          hasReadMore = true;
          return answer.part;
        }
        if (answer) complete = answer.complete;
      }
      return (complete ?? (await completeFile(signal))).subarray(start, end);
    },
  };
}

/** @throws ModelError `changed` if the file is another one now */
async function rangeAnswer(file: RangedFile, start: number, end: number, exchange: Exchange): Promise<Answer> {
  const { address, byteLength, version } = file;
  const response = await requestedRange(address, start, end, exchange);
  const range = rangeOf(response);
  const found = versionOf(response);
  if (response.status === 200 && isSameVersion(found, version)) {
    const complete = await completeBody(response, address, exchange);
    if (complete.length !== byteLength) throw changed(address);
    return { complete };
  }
  const hasSameLength = range ? range.total === byteLength : !response.headers.has('content-range');
  if (response.status !== 206 || !hasSameLength) {
    await abandon(response);
    throw changed(address);
  }
  if (!isSameVersion(found, version)) {
    await abandon(response);
    if (isSameVersion(await versionNow(address, exchange), found)) throw changed(address);
    return undefined;
  }
  const part = await bodyOf(response, address, end - start, exchange);
  return (range && range.start !== start) || part.length !== end - start ? undefined : { part };
}

/**
 * The complete file, from a server whose ranges are unreliable.
 * @param hasReadMore whether more than the head was read before: then the version must be the same, else the head
 */
async function completeCopy(
  { address, byteLength, head, version }: RangedFile,
  hasReadMore: boolean,
  exchange: Exchange,
): Promise<Uint8Array> {
  const response = await fetched(address, {}, exchange);
  const isSame = isSameVersion(versionOf(response), version);
  const bytes = await completeBody(response, address, exchange);
  const hasSameHead = bytes.length === byteLength && head.every((byte, i) => byte === bytes[i]);
  if (!hasSameHead || (hasReadMore && !isSame)) throw changed(address);
  return bytes;
}

/** The version of the file in a further answer. A server that gives each answer another version gives a third one. */
async function versionNow(address: string, exchange: Exchange): Promise<FileVersion> {
  const response = await requestedRange(address, 0, 1, exchange);
  await abandon(response);
  return versionOf(response);
}

function changed(address: string): ModelError {
  return new ModelError('changed', `${address} changed while it was being read. Open it again.`, true);
}

/** @throws ModelError `too-large` */
async function completeBody(
  response: Response,
  address: string,
  exchange: Exchange,
  onProgress?: Progress,
): Promise<Uint8Array> {
  const bytes = await bodyOf(response, address, maxInMemory, exchange, onProgress);
  if (bytes.length <= maxInMemory) return bytes;
  throw new ModelError(
    'too-large',
    `${address} is larger than ${maxInMemory / 2 ** 20} MiB, and its server does not support range requests. Download the file, and open it from disk.`,
  );
}

/**
 * The size of a file, for servers that support ranges but do not expose Content-Range to other origins, such as raw.githubusercontent.com.
 * Content-Length is always exposed. `undefined` if the server does not send it.
 */
async function lengthByHead(address: string, exchange: Exchange): Promise<number | undefined> {
  try {
    const response = await fetched(address, { method: 'HEAD' }, exchange);
    const encoded = response.headers.get('content-encoding') !== null;
    const length = Number(response.headers.get('content-length'));
    return encoded || !Number.isSafeInteger(length) || length <= 0 ? undefined : length;
  } catch (thrown) {
    throwIfCancelled(exchange.signal);
    if (thrown instanceof ModelError) return undefined;
    throw thrown;
  }
}

/** Parses Content-Range, such as `bytes 0-99/1234`. */
function rangeOf(response: Response): { start: number; end: number; total: number } | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  return match ? { start: Number(match[1]), end: Number(match[2]) + 1, total: Number(match[3]) } : undefined;
}
