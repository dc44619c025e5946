/** Problems of a model, its file, or access to it. The codes are part of the report, version 1, except for `bad-plan`, which is of rewriting. */
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
  | 'cancelled'
  | 'bad-plan';

/**
 * Invalid input. The message says what was found, what was expected, and what to do. It follows the name of the file or tensor and a colon, so it
 * starts in lower case; see `sentenceOf`. All other errors are bugs, and are reported as internal errors.
 */
export class ModelError extends Error {
  override readonly name = 'ModelError';

  constructor(
    readonly code: ModelErrorCode,
    message: string,
    /** Whether the same request can succeed later, without a change by the reader. */
    readonly mayPass = false,
  ) {
    super(message);
  }
}

/**
 * The message of a ModelError as a sentence, for an alert: with a capital and a period. A message that starts with a URL, a file name or a number
 * keeps its start.
 */
export function sentenceOf(message: string): string {
  const start = /^[a-z]+[ ,]/.test(message) ? message[0].toUpperCase() + message.slice(1) : message;
  return start === '' || /[.!?…]$/.test(start) ? start : `${start}.`;
}

/** Long loops call this between parts of their work. @throws ModelError `cancelled` if the signal is aborted */
export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted) throw new ModelError('cancelled', 'canceled');
}

/**
 * Waits for work, but no longer than until the signal aborts. The work itself goes on.
 * @throws ModelError `cancelled`
 */
export async function cancelable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  // The work may fail after this.
  work.catch(() => {});
  throwIfCancelled(signal);
  let cancel = (): void => {};
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(new ModelError('cancelled', 'canceled'));
    signal.addEventListener('abort', cancel);
  });
  try {
    return await Promise.race([work, cancelled]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
