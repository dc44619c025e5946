/** Copies a text to the clipboard. @returns whether it was copied: the browser or the person can refuse it */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The Clipboard API needs permission and a secure page. The older way does not.
    return copyWithCommand(text);
  }
}

function copyWithCommand(text: string): boolean {
  let isTaken = false;
  function onCopy(event: ClipboardEvent): void {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    isTaken = event.clipboardData !== null;
  }
  const focused = document.activeElement;
  // Some browsers copy only where text is selected.
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.addEventListener('copy', onCopy);
  const isDone = document.execCommand('copy');
  document.removeEventListener('copy', onCopy);
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return isDone && isTaken;
}
