// A shorter common beginning is left, because it leaves room for the part that differs.
const minDropped = 8;

/**
 * Names without their common beginning, for a list that shows only the first characters of each. Common folders are dropped, and `…` replaces the
 * common words of a file name.
 */
export function shortNames(names: readonly string[]): string[] {
  if (names.length < 2) return [...names];
  const folders = commonLength(names, /\//g);
  const rest = names.map((name) => name.slice(folders));
  const words = commonLength(rest, /[\s_.-]+/g);
  return words < minDropped ? rest : rest.map((name) => `…${name.slice(words)}`);
}

/** Length of the common beginning that ends after a separator. It is shorter than each name. */
function commonLength(names: readonly string[], separators: RegExp): number {
  const [first] = names;
  let length = 0;
  for (const { index, 0: separator } of first.matchAll(separators)) {
    const end = index + separator.length;
    const common = first.slice(0, end);
    if (!names.every((name) => name.length > end && name.startsWith(common))) break;
    length = end;
  }
  return length;
}
