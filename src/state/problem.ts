import { ModelError } from '../modelError';

/** An error to show: what happened, and what to do. */
export type Problem = { readonly title: string; readonly message: string };

/** The problem to show for an error. An error other than ModelError is a bug: it is also reported to the console. */
export function problemOf(thrown: unknown, title: string): Problem {
  if (thrown instanceof ModelError) return { title, message: thrown.message };
  globalThis.reportError?.(thrown);
  return { title, message: `Internal error: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
}
