import { releaseProxy, transfer } from 'comlink';
import { ModelError, type ModelErrorCode } from '../modelError';

/** A ModelError loses its code on the way between threads, so it travels as data. */
export type Outcome<T> =
  | { readonly value: T }
  | { readonly error: { readonly code: ModelErrorCode; readonly message: string } };

export async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work };
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    return { error: { code: thrown.code, message: thrown.message } };
  }
}

/** @throws ModelError that the other thread met with */
export function valueIn<T>(outcome: Outcome<T>): T {
  if ('error' in outcome) throw new ModelError(outcome.error.code, outcome.error.message);
  return outcome.value;
}

/** What is large is handed over to the other thread, not copied. */
export function handedOver<T>(outcome: Outcome<T>, buffersOf: (value: T) => ArrayBuffer[]): Outcome<T> {
  return 'value' in outcome ? transfer(outcome, buffersOf(outcome.value)) : outcome;
}

/** Work that the other thread asked for, by the numbers that it gave; each can be cancelled while it is under way. */
export function runningJobs() {
  const jobs = new Map<number, AbortController>();

  async function outcome<T>(job: number, work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
    const controller = new AbortController();
    jobs.set(job, controller);
    return outcomeOf(work(controller.signal)).finally(() => jobs.delete(job));
  }

  return { outcome, cancel: (job: number) => jobs.get(job)?.abort() };
}

/** A callback of the other thread holds a port of its own until it is let go. */
export function release(callback: object): void {
  (callback as { [releaseProxy]?: () => void })[releaseProxy]?.();
}
