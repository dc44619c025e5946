import { ModelError } from '../modelError';
import { withParts } from './arrivingParts';
import { type Arrival, type ArrivingSource, checkRange, memorySource } from './byteSource';
import { type FileVersion, isSameVersion, versionOf } from './fileVersion';
import { lengthByHead, versionByRange } from './furtherRequests';
import { isLfsPointer, mediaAddress, nameOf, readableAddress, withoutCredentials } from './modelAddress';
import type { Network } from './networkWait';
import { pageSize } from './pageCache';
import { webFailures } from './requestFailures';
import { withRetries } from './requestPolicy';
import {
  abandon,
  bodyOf,
  type Exchange,
  fetched,
  PassingError,
  type Progress,
  requestedRange,
  type Sending,
} from './requests';

// Files from servers without range requests are kept in memory.
const maxInMemory = 2 ** 30;

const forAnyServer = { lengthOf: lengthByHead, versionOf: versionByRange };

/**
 * The file at an http(s) URL, like `exactUrlSource`. URLs of file pages at GitHub and Hugging Face are replaced by those of the file, and Git LFS
 * pointers at GitHub are followed. A user name and a password in the URL are not sent. Requests are sent again after failures that can pass.
 * @param onProgress called while a complete file is downloaded
 * @throws ModelError `not-found`, `network`, `too-large`, `cancelled`
 */
export async function urlSource(
  given: string,
  signal?: AbortSignal,
  onProgress?: Progress,
  network: Network = {},
): Promise<ArrivingSource> {
  const address = readableAddress(withoutCredentials(given));
  const send: Sending = (at, work, ended) =>
    withRetries(at, (exchange) => work({ ...exchange, failures: webFailures }), ended, network);
  const source = await exactUrlSource(address, signal, onProgress, { send, ...forAnyServer });
  const media = mediaAddress(address);
  if (!media || !isLfsPointer(await source.slice(0, Math.min(source.byteLength, 64), signal))) return withParts(source);
  return withParts(await exactUrlSource(media, signal, onProgress, { send, ...forAnyServer }));
}

/**
 * The file at exactly this http(s) URL, read with range requests. If a server ignores ranges or answers them unreliably, the complete file is
 * downloaded once and kept in memory.
 * @param onProgress called while a complete file is downloaded
 * @throws ModelError `not-found`, `network`, `too-large`, `cancelled`
 */
export function exactUrlSource(
  address: string,
  signal?: AbortSignal,
  onProgress?: Progress,
  { send = once, ...reading }: ExactReading = {},
): Promise<ArrivingSource> {
  return send(address, (exchange) => opened(address, exchange, onProgress, { send, ...reading }), signal);
}

/** How the file at a URL is read. What the tag does not need is given to it, because it must stay small. */
type ExactReading = {
  /** Makes the exchanges with the server. Default: each once. */
  readonly send?: Sending;
  /** The size of a file whose ranges do not say it; undefined if it cannot be found. */
  readonly lengthOf?: ((address: string, exchange: Exchange) => Promise<number | undefined>) | undefined;
  /** The version in a further answer. Without it, a file with another version has changed: servers that give each answer another version are not read. */
  readonly versionOf?: ((address: string, exchange: Exchange) => Promise<FileVersion>) | undefined;
};

const once: Sending = (_address, work, signal) => work({ signal, heard() {} });

async function opened(
  address: string,
  exchange: Exchange,
  onProgress: Progress | undefined,
  { send, lengthOf, versionOf: current }: ExactReading & { readonly send: Sending },
): Promise<ArrivingSource> {
  // The first page of pageCache.ts, which contains the root of a flatbuffer. So no request is needed for the size alone.
  const response = await requestedRange(address, 0, pageSize, exchange);
  const range = rangeOf(response);
  const version = versionOf(response);
  if (response.status === 206 && (!range || range.start === 0)) {
    const head = await bodyOf(response, address, pageSize, exchange);
    const byteLength = range?.total ?? (await lengthOf?.(address, exchange));
    if (byteLength !== undefined && head.length === (range?.end ?? Math.min(pageSize, byteLength))) {
      return rangedSource({ address, byteLength, version, head, versionNow: current }, send);
    }
  }
  let complete = response;
  if (response.status === 206 || response.status === 416) {
    // The total is missing, the range is not the requested one, or the file is empty: download the complete file.
    await abandon(response);
    complete = await fetched(address, {}, exchange);
  }
  return memorySource(nameOf(address), await completeBody(complete, address, exchange, onProgress));
}

/** What is known of a file after the first request. */
type RangedFile = {
  readonly address: string;
  readonly byteLength: number;
  readonly version: FileVersion;
  /** The first bytes. */
  readonly head: Uint8Array;
  readonly versionNow: ExactReading['versionOf'];
};

function rangedSource(file: RangedFile, send: Sending): ArrivingSource {
  const { address, byteLength, head } = file;
  /** Whether bytes after the head were read from the version of the head. */
  let hasReadMore = false;
  /** The download of the complete file. It has the signal of the reader that started it. */
  let download: Promise<Uint8Array> | undefined;
  let complete: Uint8Array | undefined;

  async function completeFile(signal: AbortSignal | undefined): Promise<Uint8Array> {
    const isOwn = !download;
    const current = download ?? send(address, (exchange) => completeCopy(file, hasReadMore, exchange), signal);
    download = current;
    try {
      complete = await current;
      return complete;
    } catch (thrown) {
      if (download === current) download = undefined;
      if (isOwn || (thrown as ModelError).code !== 'cancelled' || signal?.aborted) throw thrown;
      return completeFile(signal);
    }
  }

  return {
    name: nameOf(address),
    byteLength,
    async slice(start, end, signal, onArrival) {
      checkRange(start, end, byteLength);
      if (!complete && (start === end || end <= head.length)) return head.subarray(start, end);
      if (!complete && !download) {
        const read = (exchange: Exchange) => rangeAnswer(file, start, end, exchange, onArrival);
        const bytes = await send(address, read, signal).catch(unreadable);
        if (bytes?.length === end - start) {
          hasReadMore = true;
          return bytes;
        }
        complete = bytes;
      }
      return (complete ?? (await completeFile(signal))).subarray(start, end);
    },
  };
}

/**
 * The bytes [start, end), or the complete file if the server sends that. Undefined if the answer does not fit the request.
 * @throws ModelError `changed` if the file is another one now
 */
async function rangeAnswer(
  file: RangedFile,
  start: number,
  end: number,
  exchange: Exchange,
  onArrival: Arrival | undefined,
): Promise<Uint8Array | undefined> {
  const { address, byteLength, version, versionNow } = file;
  const response = await requestedRange(address, start, end, exchange);
  const range = rangeOf(response);
  const found = versionOf(response);
  if (response.status === 200 && isSameVersion(found, version)) {
    const complete = await completeBody(response, address, exchange);
    if (complete.length !== byteLength) throw changed(address);
    return complete;
  }
  if (response.status !== 206 || (range && range.total !== byteLength)) {
    await abandon(response);
    throw changed(address);
  }
  if (!isSameVersion(found, version)) {
    await abandon(response);
    // A server that gives each answer another version gives a third one.
    if (!versionNow || isSameVersion(await versionNow(address, exchange), found)) throw changed(address);
    return undefined;
  }
  const isOther = range && range.start !== start;
  const part = await bodyOf(response, address, end - start, exchange, undefined, isOther ? undefined : onArrival);
  return isOther || part.length !== end - start ? undefined : part;
}

/** Browsers end an answer that does not have the length of its range, as if the connection was lost. */
function unreadable(thrown: unknown): undefined {
  if (!(thrown instanceof PassingError) || thrown.reason !== 'lost') throw thrown;
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

/** Parses Content-Range, such as `bytes 0-99/1234`. Undefined if it is not exposed; all NaN if it has another form, such as no total. */
function rangeOf({ headers }: Response): { start: number; end: number; total: number } | undefined {
  const header = headers.get('content-range');
  if (header === null) return undefined;
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header) ?? [];
  return { start: Number(start), end: Number(end) + 1, total: Number(total) };
}
