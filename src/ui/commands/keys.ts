/** Where a key means something only there: the focus must lie in what the selector finds. */
export const keyPlaces = { map: '.map-surface', table: 'tr[data-tensor]' } as const;

export type KeyPlace = keyof typeof keyPlaces;

/** A key as commands name it: `n`, `]`, `Ctrl+k`, `Shift+ArrowUp`; undefined where it goes into a field, a menu or a dialog. */
export function keyOf(event: KeyboardEvent): string | undefined {
  const { key, target } = event;
  if (event.defaultPrevented || event.isComposing || !(target instanceof Element)) return undefined;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]')) return undefined;
  const letter = /^[\p{L}\p{N}]$/u.test(key);
  // On many keyboards [ and ] need AltGr, which comes as Alt, or as Ctrl and Alt; with a letter it is somebody else's key.
  if (event.altKey) return letter || key.length > 1 || isTyping(target, key) ? undefined : key;
  if (event.ctrlKey || event.metaKey) return letter && !event.shiftKey ? `Ctrl+${key.toLowerCase()}` : undefined;
  if (isTyping(target, key)) return undefined;
  if (letter) return key.toLowerCase();
  return key.length > 1 && event.shiftKey ? `Shift+${key}` : key;
}

/** Whether a key goes into a field, where letters mean themselves; lists of choices are gone through by letters, arrows and Space. */
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

/** A key as it is printed on keyboards: the parts that are pressed together. */
export function keyCapsOf(key: string, isMac = /Mac|iPhone|iPad/.test(navigator.platform)): string[] {
  const [last, ...held] = key === '+' ? ['+'] : key.split('+').reverse();
  const name = keyNames[last!] ?? (held.includes('Ctrl') ? last!.toUpperCase() : last!);
  return [...held.reverse().map((modifier) => (isMac && modifier === 'Ctrl' ? '⌘' : modifier)), name];
}
