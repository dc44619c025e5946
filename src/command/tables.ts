// Long names are shortened to keep lines within this width. JSON contains the complete names.
const maxLineLength = 140;
const minNameLength = 24;

/** Lines of a table with a header. The second column is a name, which is shortened if the table is too wide. */
export function tableLines(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const others = widths.reduce((sum, width, column) => sum + (column === 1 ? 0 : width + 2), 0);
  widths[1] = Math.min(widths[1], Math.max(minNameLength, maxLineLength - others));
  return rows.map((row) =>
    row
      .map((cell, column) => shortened(cell, widths[column]).padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

/** Cuts the middle of a name, because names often differ at the start and the end. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - tail)}…${text.slice(text.length - tail)}`;
}

/** Names come from an untrusted file, so control characters and line separators are replaced before they reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
