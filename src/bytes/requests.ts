import { ModelError, throwIfCancelled } from '../modelError';
import type { Arrival } from './byteSource';
import { pageSize } from './pageCache';

/** Called with the number of received bytes, and the total if known. */
export type Progress = (loaded: number, total: number | undefined) => void;

/** A request in progress. */
export type Exchange = {
  readonly signal: AbortSignal | undefined;
  /** Call it for each part of an answer that arrives. */
  heard(): void;
  /** What is known of failures. Not in the tag, which must stay small, and reads from its own server only. */
  readonly failures?: RequestFailures;
};

/** What can be said of a failure beyond its status. */
export type RequestFailures = {
  /** The error for an answer without a file, if it is a known case. */
  refusalOf(response: Response, address: string): ModelError | undefined;
  /** Why a request got no answer, as a clause. @param thrown by `fetch` */
  causeOf(thrown: unknown): string;
};

/** A status, or what happened to the connection. */
export type PassingReason = number | 'no answer' | 'lost';

/** A failure of a request that may succeed when it is sent again. */
export class PassingError extends ModelError {
  /**
   * @param retries how often to send the request again
   * @param after the Retry-After header
   */
  constructor(
    message: string,
    readonly reason: PassingReason,
    readonly retries: number,
    readonly after?: string | null,
  ) {
    super('network', message, true);
  }
}

/** Makes an exchange, perhaps several times. @param work one try */
export type Sending = <T>(
  address: string,
  work: (exchange: Exchange) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>;

/** Tries after one that failed. */
export const maxRetries = 3;
// Tries after one that got no answer: this is mostly a server that does not allow other sites to read it, which does not pass.
const retriesWithoutAnswer = 2;

/** Sends a request. @throws ModelError for an answer without a file */
export async function fetched(address: string, init: RequestInit, exchange: Exchange): Promise<Response> {
  const { signal, heard, failures } = exchange;
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
    const message = `${address} could not be fetched: ${failures?.causeOf(thrown) ?? 'there is no answer'}.`;
    throw new PassingError(message, 'no answer', retriesWithoutAnswer);
  }
  heard();
  if (response.ok || response.status === 416) return response;
  await abandon(response);
  throw failures?.refusalOf(response, address) ?? refusal(response, address);
}

/** Requests the bytes [start, end). */
export function requestedRange(address: string, start: number, end: number, exchange: Exchange): Promise<Response> {
  // A single range needs no CORS preflight.
  return fetched(address, { headers: { Range: `bytes=${start}-${end - 1}` } }, exchange);
}

/** What a server answered in place of a file, as a sentence. */
export function answerText({ status, statusText }: Pick<Response, 'status' | 'statusText'>, address: string): string {
  return `${address} returned ${`${status} ${statusText}`.trim()}; expected a model.`;
}

/** The error for a response without a file. */
function refusal({ status, statusText }: Response, address: string): ModelError {
  const answer = answerText({ status, statusText }, address);
  if (status === 404 || status === 410) return new ModelError('not-found', `${answer} Check the URL.`);
  return new ModelError('network', `${answer} ${status >= 500 ? 'Try again later.' : 'Check the URL.'}`, status >= 500);
}

/**
 * The body of a response. Reading stops after `maxBytes`; then the result has more than `maxBytes` bytes.
 * @param onArrival gets at most `maxBytes`
 */
export async function bodyOf(
  response: Response,
  address: string,
  maxBytes: number,
  { signal, heard }: Exchange,
  onProgress?: Progress,
  onArrival?: Arrival,
): Promise<Uint8Array> {
  // With a content encoding, the length is that of the encoded bytes.
  const encoded = response.headers.get('content-encoding') !== null;
  const length = encoded ? undefined : Number(response.headers.get('content-length')) || undefined;
  let bytes = new Uint8Array(Math.min(length ?? pageSize, maxBytes + 1));
  let loaded = 0;
  try {
    // A response without a body, such as 204, has no reader.
    for (const reader = response.body?.getReader(); reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      heard();
      const part = value.subarray(0, maxBytes + 1 - loaded);
      if (loaded + part.length > bytes.length) bytes = grown(bytes, loaded + part.length);
      bytes.set(part, loaded);
      loaded += part.length;
      if (loaded > maxBytes) {
        await reader.cancel();
        break;
      }
      onProgress?.(loaded, length);
      onArrival?.(bytes.subarray(0, loaded));
    }
  } catch {
    throwIfCancelled(signal);
    const message = `the connection to ${address} was lost after ${loaded} bytes. Try again.`;
    throw new PassingError(message, 'lost', maxRetries);
  }
  return bytes.subarray(0, loaded);
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(2 * bytes.length, needed));
  larger.set(bytes);
  return larger;
}

/** Cancels an unused response, to close its connection. */
export async function abandon(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => {});
}
