import { ModelError, sentenceOf } from '../modelError';

/** An error to show in an alert: what happened, and what to do, in complete sentences. */
export type Problem = {
  readonly title: string;
  readonly message: string;
  /** Set if something was done, but less than expected. */
  readonly isRemark?: boolean;
};

/** The problem to show for an error. See `clauseOf` for errors other than ModelError. */
export function problemOf(thrown: unknown, title: string): Problem {
  return { title, message: sentenceOf(clauseOf(thrown)) };
}

/** What to show after a colon for an error. An error other than ModelError is a bug: it is also reported to the console. */
export function clauseOf(thrown: unknown): string {
  if (thrown instanceof ModelError) return thrown.message;
  globalThis.reportError?.(thrown);
  return `internal error: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
}
