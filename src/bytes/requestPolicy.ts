import { ModelError, throwIfCancelled } from '../modelError';
import type { Network, WaitListener } from './networkWait';
import { type Exchange, PassingError } from './requests';

// Time before each further try, ms.
const delays = [1000, 2000, 4000];
// A server that asks for a longer time gets no further request, ms.
const longestDelay = 30_000;
// How often a wait for a silent server is reported, and how long a request waits without a listener, in seconds.
const silenceStep = 5;
const silenceLimit = 30;

/**
 * Sends a request, and sends it again after a failure that can pass: with increasing delays, or after the time that the server asks for.
 * @param work one try
 * @throws ModelError of the last try, `cancelled`
 */
export async function withRetries<T>(
  address: string,
  work: (exchange: Exchange) => Promise<T>,
  signal: AbortSignal | undefined,
  { watch, pause = timed }: Network,
): Promise<T> {
  const site = siteOf(address);
  const onWait = watch?.();
  try {
    for (let tries = 0; ; tries++) {
      throwIfCancelled(signal);
      try {
        return await watchedWork(site, address, work, signal, onWait, pause);
      } catch (thrown) {
        if (!(thrown instanceof PassingError)) throw thrown;
        const { reason, retries, after } = thrown;
        const delay = Math.max(delays[tries] ?? 0, retryAfter(after) ?? 0);
        if (tries >= retries || delay > longestDelay) throw thrown;
        onWait?.({ kind: 'retry', site, reason, seconds: Math.ceil(delay / 1000) });
        await pause(delay, signal ?? new AbortController().signal);
      }
    }
  } finally {
    onWait?.(undefined);
  }
}

/** One try, which reports silence of the server. */
async function watchedWork<T>(
  site: string,
  address: string,
  work: (exchange: Exchange) => Promise<T>,
  signal: AbortSignal | undefined,
  onWait: WaitListener | undefined,
  pause: NonNullable<Network['pause']>,
): Promise<T> {
  const request = new AbortController();
  const ended = new AbortController();
  let silent = 0;
  let isOverdue = false;
  const cancel = () => request.abort();
  signal?.addEventListener('abort', cancel);
  void countSilence();

  async function countSilence(): Promise<void> {
    for (;;) {
      await pause(silenceStep * 1000, ended.signal);
      if (ended.signal.aborted) return;
      silent += silenceStep;
      onWait?.({ kind: 'silence', site, seconds: silent });
      if (onWait || silent < silenceLimit) continue;
      isOverdue = true;
      return request.abort();
    }
  }

  try {
    return await work({
      signal: request.signal,
      heard() {
        if (silent > 0) onWait?.(undefined);
        silent = 0;
      },
    });
  } catch (thrown) {
    throwIfCancelled(signal);
    if (!isOverdue) throw thrown;
    throw new ModelError('network', `${address} sent nothing for ${silenceLimit} s. Try again later.`, true);
  } finally {
    ended.abort();
    signal?.removeEventListener('abort', cancel);
  }
}

/** The time that a Retry-After header asks for, ms: seconds or a date. */
export function retryAfter(header: string | null | undefined, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const time = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(time) ? undefined : Math.max(time, 0);
}

function siteOf(address: string): string {
  const base = globalThis.location?.href;
  return URL.canParse(address, base) ? new URL(address, base).host : address;
}

function timed(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
