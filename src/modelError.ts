/** What can be wrong with a model, its file or the way to it. The codes are part of the report (version 1). */
export type ModelErrorCode =
  | 'not-tflite'
  | 'truncated'
  | 'bad-offset'
  | 'bad-shape'
  | 'bad-sparsity'
  | 'bad-bundle'
  | 'unsupported-type'
  | 'external-missing'
  | 'too-large'
  | 'not-found'
  | 'network'
  | 'changed'
  | 'cancelled';

/**
 * The one error that a person may see: its message says what was found and what was expected, and what to do where that helps.
 * Anything else that is thrown is a bug.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(
    readonly code: ModelErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Throws `cancelled` when the signal was aborted; long loops call it between pieces of work. */
export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new ModelError('cancelled', 'cancelled before it was done');
}

/**
 * Waits for work, but no longer than until the signal aborts. The work itself goes on.
 * @throws ModelError `cancelled`
 */
export async function cancelable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new ModelError('cancelled', 'cancelled before it was done')), {
      once: true,
    }),
  );
  // The work may fail after this.
  work.catch(() => {});
  throwIfCancelled(signal);
  return Promise.race([work, cancelled]);
}
