/** Places that have keys of their own: the focus must be inside an element that matches the selector. */
export const keyPlaces = { map: '.map-surface', atlas: '.atlas-surface', table: 'tr[data-tensor]' } as const;

export type KeyPlace = keyof typeof keyPlaces;

/** A key as commands name it: `n`, `]`, `Ctrl+k`, `Shift+ArrowUp`. Undefined if a field, a menu or a dialog takes it. */
export function keyOf(event: KeyboardEvent): string | undefined {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || !(target instanceof Element)) return undefined;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return undefined;
  const letter = /^[\p{L}\p{N}]$/u.test(key);
  // On many keyboards [ and ] need AltGr, which browsers report as Alt, or as Ctrl and Alt. Alt with a letter belongs to the browser.
  if (event.altKey) return letter || key.length > 1 || isTyping(target, key) ? undefined : key;
  if (event.ctrlKey || event.metaKey) return letter && !event.shiftKey ? `Ctrl+${key.toLowerCase()}` : undefined;
  if (isTyping(target, key)) return undefined;
  if (letter) return key.toLowerCase();
  return key.length > 1 && event.shiftKey ? `Shift+${key}` : key;
}

/** Whether an input takes the key. A select takes letters, Space and named keys such as arrows. */
function isTyping(target: Element, key: string): boolean {
  if (target.matches('select')) return /^[\p{L}\p{N} ]$|^.{2}/u.test(key);
  return target.matches('input:not([type="checkbox"]), textarea');
}

const keyNames: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowUp: '↑',
  ArrowRight: '→',
  ArrowDown: '↓',
  ' ': 'Space',
  '-': '−',
};

/** The labels of keys that are pressed together, as printed on keyboards. */
export function keyLabels(key: string, isMac = /Mac|iPhone|iPad/.test(navigator.platform)): string[] {
  const [last, ...held] = key === '+' ? ['+'] : key.split('+').reverse();
  const name = keyNames[last!] ?? (held.includes('Ctrl') ? last!.toUpperCase() : last!);
  return [...held.reverse().map((modifier) => (isMac && modifier === 'Ctrl' ? '⌘' : modifier)), name];
}
