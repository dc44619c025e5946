let isKey = false;

/** Whether the last input of the reader was a key, or a click without a pointer, as of a screen reader. */
export function lastInputIsKey(): boolean {
  return isKey;
}

/** Follows inputs from now on. */
export function followInputs(): void {
  for (const type of ['keydown', 'click', 'drop'] as const) window.addEventListener(type, follow, true);
}

function follow({ type, detail, isTrusted }: UIEvent): void {
  // A script clicks the hidden file input.
  if (isTrusted) isKey = detail === 0 && type !== 'drop';
}
