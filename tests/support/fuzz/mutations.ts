import type { Place } from './places';

/** Random choices of a case. The same seed gives the same case. */
export type Dice = {
  /** A number from 0 to `end` - 1. */
  below(end: number): number;
  pick<T>(options: readonly T[]): T;
};

export function diceOf(random: () => number): Dice {
  const below = (end: number) => Math.floor(random() * end);
  return { below, pick: (options) => options[below(options.length)] };
}

/** Bytes that replace those at a position. */
export type Edit = { readonly at: number; readonly bytes: readonly number[] };

export function withEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array<ArrayBuffer> {
  const edited = new Uint8Array(bytes);
  for (const { at, bytes: over } of edits) edited.set(over, at);
  return edited;
}

/** Replaces the number at a place by one that a damaged or hostile file can have there. */
export function edited(dice: Dice, bytes: Uint8Array, place: Place, places: readonly Place[]): Edit {
  const { at, size } = place;
  const value = numberAt(bytes, at, size);
  const over = bytesOf(otherValue(dice, bytes, place, value, places), size);
  // A place with its old value would be no mutant.
  return { at, bytes: over.every((byte, i) => byte === bytes[at + i]) ? [over[0] ^ 1, ...over.slice(1)] : over };
}

function otherValue(dice: Dice, bytes: Uint8Array, place: Place, value: bigint, places: readonly Place[]): bigint {
  const other = dice.pick(places);
  const alike = numberAt(bytes, other.at, Math.min(other.size, place.size));
  const near = value + BigInt(dice.below(17) - 8);
  const toEnd = BigInt(bytes.length - place.at);
  const extremes = [0n, 1n, -1n, 2n, 4n, 127n, 128n, 255n, 65_535n, 2n ** 31n - 1n, -(2n ** 31n), 2n ** 63n - 1n];
  switch (place.kind) {
    case 'vtable offset':
      // A number of bytes back; another table's vtable; outside of the file.
      return dice.pick([0n, near, alike, BigInt(place.at), BigInt(place.at) + 4n, -toEnd, ...extremes]);
    case 'vtable size':
      return dice.pick([0n, 2n, 3n, 4n, 6n, value - 2n, value + 2n, 65_534n, near]);
    case 'vtable slot':
      return dice.pick([0n, 4n, alike, near, 65_535n, value + 4n]);
    case 'offset':
      return dice.pick([0n, 4n, toEnd, toEnd - 4n, alike, BigInt(other.at - place.at), near, ...extremes]);
    case 'length':
      return dice.pick([value - 1n, value + 1n, 2n * value, toEnd, toEnd / 4n, near, ...extremes]);
    case 'text':
    case 'content':
      return BigInt(dice.below(256));
    case 'number':
      return dice.pick([near, near, alike, BigInt(dice.below(160)), -value, 2n * value, ...extremes]);
  }
}

function numberAt(bytes: Uint8Array, at: number, size: number): bigint {
  let value = 0n;
  for (let byte = size - 1; byte >= 0; byte--) value = value * 256n + BigInt(bytes[at + byte]);
  return value;
}

function bytesOf(value: bigint, size: number): number[] {
  return Array.from({ length: size }, (_, byte) => Number((value >> BigInt(8 * byte)) & 255n));
}

/** Damage without regard to records: cut, zeroed, overwritten or moved bytes. */
export function roughlyDamaged(dice: Dice, bytes: Uint8Array): Uint8Array {
  const at = dice.below(bytes.length);
  const length = Math.min(1 + dice.below(64), bytes.length - at);
  const damaged = bytes.slice();
  switch (dice.below(4)) {
    case 0:
      return damaged.slice(0, at);
    case 1:
      return damaged.fill(dice.pick([0, 255]), at, at + length);
    case 2:
      return damaged.copyWithin(at, dice.below(bytes.length), at + length);
    default:
      for (let i = 0; i < length; i++) damaged[at + i] = dice.below(256);
      return damaged;
  }
}

const hostile = [
  ...['', '0', '-1', '1e999', 'NaN', 'undefined', '4294967296', '9'.repeat(400), '%', '%00', '%u', '%e2%80', '\0'],
  ...['\u202e', '\ud800', '<script>', "'", '"', '\\', '__proto__', 'constructor', '../', 'javascript:', '&', '=', ';'],
];

/** Text with cut, repeated, swapped or hostile parts. */
export function damagedText(dice: Dice, text: string): string {
  const [a, b] = [dice.below(text.length + 1), dice.below(text.length + 1)].sort((x, y) => x - y);
  switch (dice.below(5)) {
    case 0:
      return text.slice(0, a) + text.slice(b);
    case 1:
      return text.slice(0, b) + text.slice(a);
    case 2:
      return text.slice(0, a) + dice.pick(hostile) + text.slice(a + dice.below(3));
    case 3:
      return text.slice(0, a) + String.fromCharCode(dice.below(0x2100)) + text.slice(a + 1);
    default:
      return text
        .split(/(?=[&;,:=])/)
        .sort(() => dice.below(3) - 1)
        .join('');
  }
}

/** Plain data with a part that is missing or of another kind. */
export function damagedData(dice: Dice, data: unknown): unknown {
  if (typeof data !== 'object' || data === null || dice.below(4) === 0) return otherData(dice, data);
  if (Array.isArray(data)) {
    const at = dice.below(data.length + 1);
    return [...data.slice(0, at), damagedData(dice, data[at]), ...data.slice(at + dice.below(3))];
  }
  const keys = Object.keys(data);
  if (keys.length === 0) return otherData(dice, data);
  const key = dice.pick(keys);
  const { [key as never]: value, ...rest } = data as Record<string, unknown>;
  switch (dice.below(4)) {
    case 0:
      return rest;
    case 1:
      return { ...rest, [dice.pick([...keys, '__proto__', 'of', 'error'])]: value };
    default:
      return { ...rest, [key]: damagedData(dice, value) };
  }
}

function otherData(dice: Dice, data: unknown): unknown {
  if (typeof data === 'string' && dice.below(2) === 0) return damagedText(dice, data);
  const values = [undefined, null, true, -1, 0.5, 1e300, Number.NaN, Infinity, 2 ** 53, '', [], {}, new ArrayBuffer(3)];
  return dice.pick<unknown>([...values, [data], { value: data }, dice.pick(hostile)]);
}
