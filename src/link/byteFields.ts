/** Bytes do not hold what they should. */
export class DamagedBytes extends Error {}

/** Writes fields one after the other, for byteReader to read in the same order. */
export function byteWriter() {
  const written: number[] = [];

  /** A whole number of 0 or more, seven bits a byte, the lowest first; the highest bit says that there is more. */
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
    /** A whole number of either sign; small ones take little room. */
    signed: (value: number) => number(value < 0 ? -2 * value - 1 : 2 * value),
    text(value: string): void {
      const encoded = new TextEncoder().encode(value);
      number(encoded.length);
      bytes(encoded);
    },
    whole: () => Uint8Array.from(written),
  };
}

/** Reads what byteWriter wrote. Bytes are untrusted: every length is held against what is left. All throw DamagedBytes. */
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
      // Said so that NaN, which a number without end comes to, is damage too.
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
    /** Broken UTF-8 becomes U+FFFD. */
    text: () => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(number())),
    /** How many things follow that take a byte or more each. */
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
