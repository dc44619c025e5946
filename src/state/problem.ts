import { ModelError } from '../modelError';

/** Something that went wrong and that the person should know: what was found, what was expected, what to do. */
export type Problem = { readonly title: string; readonly message: string };

/** What to tell of anything thrown. A bug is said to be one, and is reported to the console with its stack; nothing waits for ever. */
export function problemOf(thrown: unknown, title: string): Problem {
  if (thrown instanceof ModelError) return { title, message: thrown.message };
  globalThis.reportError?.(thrown);
  return { title, message: `Prunescope made a mistake: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
}
