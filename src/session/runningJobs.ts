import { releaseProxy, transfer } from 'comlink';
import { ModelError, type ModelErrorCode } from '../modelError';

/** The result of a job. An error that is thrown between threads loses its `code`, so a ModelError is sent as data. */
export type Outcome<T> =
  | { readonly value: T }
  | { readonly error: { readonly code: ModelErrorCode; readonly message: string; readonly mayPass?: boolean } };

/** Other errors than ModelError are thrown. */
export async function outcomeOf<T>(work: Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await work };
  } catch (thrown) {
    const { code, message, mayPass } = thrown instanceof ModelError ? thrown : memoryError(thrown);
    return { error: { code, message, mayPass } };
  }
}

/** The error for a failed allocation. Anything else is thrown. */
function memoryError(thrown: unknown): ModelError {
  // The messages of V8, SpiderMonkey and JavaScriptCore.
  const isOfMemory = /allocation failed|out of memory|allocate|memory\.grow/i;
  const isRange = thrown instanceof RangeError || (thrown as Error | undefined)?.name === 'InternalError';
  if (!isRange || !isOfMemory.test((thrown as Error).message)) throw thrown;
  const message = 'the browser does not have enough memory for this. Close other tabs, and try again.';
  return new ModelError('too-large', message, true);
}

/** @throws ModelError that the outcome contains */
export function valueIn<T>(outcome: Outcome<T>): T {
  if ('error' in outcome) throw new ModelError(outcome.error.code, outcome.error.message, outcome.error.mayPass);
  return outcome.value;
}

/** Marks buffers of the value for transfer to the other thread instead of copying. */
export function handedOver<T>(outcome: Outcome<T>, buffersOf: (value: T) => ArrayBuffer[]): Outcome<T> {
  return 'value' in outcome ? transfer(outcome, buffersOf(outcome.value)) : outcome;
}

/** Jobs that run for the other thread. It gives each a number, by which it can cancel it. */
export function runningJobs() {
  const jobs = new Map<number, AbortController>();

  async function outcome<T>(job: number, work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
    const controller = new AbortController();
    jobs.set(job, controller);
    return outcomeOf(work(controller.signal)).finally(() => jobs.delete(job));
  }

  return { outcome, cancel: (job: number) => jobs.get(job)?.abort() };
}

/** Closes the message port of a callback of the other thread. Does nothing for a plain function. */
export function release(callback: object): void {
  (callback as { [releaseProxy]?: () => void })[releaseProxy]?.();
}
