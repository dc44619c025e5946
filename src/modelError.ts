/** Problems of a model, its file, or access to it. The codes are part of the report, version 1. */
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
 * Invalid input. The message says what was found, what was expected, and what to do. It continues after the name of the file or tensor, so it
 * starts in lower case. All other errors are bugs, and are reported as internal errors.
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

/** Long loops call this between parts of their work. @throws ModelError `cancelled` if the signal is aborted */
export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new ModelError('cancelled', 'cancelled');
}

/**
 * Waits for work, but no longer than until the signal aborts. The work itself goes on.
 * @throws ModelError `cancelled`
 */
export async function cancelable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const cancelled = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new ModelError('cancelled', 'cancelled')), {
      once: true,
    }),
  );
  // The work may fail after this.
  work.catch(() => {});
  throwIfCancelled(signal);
  return Promise.race([work, cancelled]);
}
