// How often a new window is asked whether its page is there, ms.
const interval = 100;
/** How often at most: a window that leads elsewhere has no such page. */
const maxQuestions = 600;

/**
 * Opens a file in the app, in a new window. The page of the app has the origin of this page, so this page can set its file input.
 * @param base URL of the folder of the app, with a trailing slash
 * @returns false if the browser blocks the window
 */
export function openInApp(base: string, name: string, bytes: Uint8Array<ArrayBuffer>): boolean {
  const opened = window.open(base) as (Window & typeof globalThis) | null;
  if (!opened) return false;
  let questions = 0;
  const timer = setInterval(() => {
    if (opened.closed || ++questions > maxQuestions) return clearInterval(timer);
    const input = fileInputOf(opened);
    if (!input) return;
    clearInterval(timer);
    // Objects of the new window stay when this page is closed.
    const files = new opened.DataTransfer();
    files.items.add(new opened.File([bytes], name));
    input.files = files.files;
    input.dispatchEvent(new opened.Event('change', { bubbles: true }));
  }, interval);
  return true;
}

/** Undefined while the page loads, and for a page of another origin. */
function fileInputOf(opened: Window): HTMLInputElement | undefined {
  try {
    return opened.document.querySelector<HTMLInputElement>('input[type=file]') ?? undefined;
  } catch {
    return undefined;
  }
}
