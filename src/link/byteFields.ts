/** Thrown when bytes are not what `byteWriter` writes. */
export class DamagedBytes extends Error {}

/** Writes fields in sequence. `byteReader` reads them in the same order. */
export function byteWriter() {
  const written: number[] = [];

  /** An integer of 0 or more as LEB128: 7 bits per byte, least significant first; the highest bit is set in all bytes but the last. */
  function number(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) written.push((rest % 128) + 128);
    written.push(rest);
  }

  function bytes(part: Uint8Array): void {
    for (const byte of part) written.push(byte);
  }

  return {
    number,
    bytes,
    /** An integer of either sign, zigzag-encoded. */
    signed: (value: number) => number(value < 0 ? -2 * value - 1 : 2 * value),
    text(value: string): void {
      const encoded = new TextEncoder().encode(value);
      number(encoded.length);
      bytes(encoded);
    },
    written: () => Uint8Array.from(written),
  };
}

/** Reads what `byteWriter` wrote. The bytes are untrusted: lengths are checked against the bytes that are left. All methods throw DamagedBytes. */
export function byteReader(source: Uint8Array) {
  let at = 0;

  function bytes(length: number): Uint8Array {
    if (length > source.length - at) throw new DamagedBytes();
    at += length;
    return source.subarray(at - length, at);
  }

  function number(): number {
    let value = 0;
    for (let unit = 1; ; unit *= 128) {
      const [byte] = bytes(1);
      value += (byte & 127) * unit;
      // Negated, so that NaN fails too: a number without an end becomes NaN.
      if (!(value <= Number.MAX_SAFE_INTEGER)) throw new DamagedBytes();
      if (byte < 128) return value;
    }
  }

  return {
    bytes,
    number,
    signed(): number {
      const value = number();
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    },
    /** Invalid UTF-8 becomes U+FFFD. */
    text: () => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(number())),
    /** The number of items that follow. Each takes at least one byte. */
    count(): number {
      const value = number();
      if (value > source.length - at) throw new DamagedBytes();
      return value;
    },
    end(): void {
      if (at !== source.length) throw new DamagedBytes();
    },
  };
}

export type ByteReader = ReturnType<typeof byteReader>;
export type ByteWriter = ReturnType<typeof byteWriter>;
