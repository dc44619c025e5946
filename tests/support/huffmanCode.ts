/** Codes of symbols, as text of 0 and 1. */
export type HuffmanCode = ReadonlyMap<number, string>;

/** A Huffman code for the symbols of a list, from their frequencies. A single symbol has a code of one bit. */
export function huffmanCode(symbols: readonly number[]): HuffmanCode {
  const counts = new Map<number, number>();
  for (const symbol of symbols) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  let trees = [...counts].map(([symbol, count]) => ({ count, codes: new Map([[symbol, '']]) }));
  if (trees.length === 1) return new Map([[symbols[0], '0']]);
  while (trees.length > 1) {
    trees.sort((a, b) => a.count - b.count);
    const [a, b, ...rest] = trees;
    const codes = new Map([
      ...[...a.codes].map(([symbol, code]) => [symbol, `0${code}`] as const),
      ...[...b.codes].map(([symbol, code]) => [symbol, `1${code}`] as const),
    ]);
    trees = [...rest, { count: a.count + b.count, codes }];
  }
  return trees[0]?.codes ?? new Map();
}

/** The codes of a list of symbols, the first bit in the most significant bit of the first byte. Padded to words of 32 bits with ones. */
export function encodedSymbols(symbols: readonly number[], code: HuffmanCode): Uint8Array {
  const text = symbols.map((symbol) => code.get(symbol)!).join('');
  const padded = text.padEnd(Math.ceil(text.length / 32) * 32, '1');
  return Uint8Array.from({ length: padded.length / 8 }, (_, i) => Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2));
}

/**
 * Tables in Xtensa format. `firstBits` select an entry of the first table, and up to `nextBits` one of the tables below.
 * An entry is a symbol with the number of bits that it takes of those that selected it, or a number of bits and the distance to the next table.
 */
export function huffmanTables(
  code: HuffmanCode,
  { firstBits, nextBits, entryBits }: { firstBits: number; nextBits: number; entryBits: 16 | 32 },
): Uint8Array {
  const entries: number[] = [];
  const valueMask = entryBits === 16 ? 0x7ff : 0x7ffffff;
  const symbolMask = entryBits === 16 ? 0xff : 0xffff;
  const entryOf = (found: boolean, count: number, value: number) =>
    (found ? 2 ** (entryBits - 1) : 0) + count * 2 ** (entryBits - 5) + value;

  function write(codes: readonly (readonly [number, string])[], bits: number): number {
    const start = entries.length;
    for (let i = 0; i < 2 ** bits; i++) entries.push(0);
    for (let i = 0; i < 2 ** bits; i++) {
      const prefix = i.toString(2).padStart(bits, '0');
      const short = codes.find(([, text]) => text.length <= bits && prefix.startsWith(text));
      const long = codes.filter(([, text]) => text.length > bits && text.startsWith(prefix));
      if (short) entries[start + i] = entryOf(true, short[1].length, short[0] & symbolMask);
      if (long.length === 0) continue;
      const rest = long.map(([symbol, text]) => [symbol, text.slice(bits)] as const);
      const next = Math.min(nextBits, Math.max(...rest.map(([, text]) => text.length)));
      const distance = write(rest, next) - (start + i);
      if (distance > valueMask) throw new Error('the tables are too large for the entries');
      entries[start + i] = entryOf(false, next - 1, distance);
    }
    return start;
  }

  write([...code], firstBits);
  const words = entryBits === 16 ? Uint16Array.from(entries) : Uint32Array.from(entries);
  return new Uint8Array(words.buffer);
}
