// AssemblyScript, not TypeScript: see kernels.ts.
//
// Sets a byte for each stored value of a node: its top bit is 1 if the value is not zero. Parameters of all functions:
// - T: unsigned type of the indices, which are from `at` to `end`
// - step: bytes from one index to the next
// - units: place of each unit of an entry, in bytes: 32 bits each
// - flags: a bit for each value, 1 = not zero. The values of the node start with bit `value`.
// Loops that set several entries in each round take less time.

/** All values are nonzero, one for each entry. */
export function setAll<T>(at: i32, end: i32, step: i32, bytes: i32): void {
  if (step == 1) {
    const last = end - ((<i32>sizeof<T>() << 3) - 1);
    for (; at < last; at += <i32>sizeof<T>() << 3) {
      store<u8>(bytes + <i32>load<T>(at), 0x80);
      store<u8>(bytes + <i32>load<T>(at, sizeof<T>()), 0x80);
      store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 2), 0x80);
      store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 3), 0x80);
      store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 4), 0x80);
      store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 5), 0x80);
      store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 6), 0x80);
      store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 7), 0x80);
    }
  }
  for (; at < end; at += <i32>sizeof<T>()) store<u8>(bytes + <i32>load<T>(at) * step, 0x80);
}

/** One value for each entry. */
export function setOne<T>(at: i32, end: i32, step: i32, flags: i32, value: i32, bytes: i32): void {
  const last = end - ((<i32>sizeof<T>() << 3) - 1);
  for (; at < last; at += <i32>sizeof<T>() << 3) {
    const ones = <u32>load<u16>(flags + (value >> 3)) >> (value & 7);
    store<u8>(bytes + <i32>load<T>(at) * step, ones << 7);
    store<u8>(bytes + <i32>load<T>(at, sizeof<T>()) * step, ones << 6);
    store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 2) * step, ones << 5);
    store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 3) * step, ones << 4);
    store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 4) * step, ones << 3);
    store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 5) * step, ones << 2);
    store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 6) * step, ones << 1);
    store<u8>(bytes + <i32>load<T>(at, sizeof<T>() * 7) * step, ones);
    value += 8;
  }
  for (; at < end; at += <i32>sizeof<T>()) {
    store<u8>(bytes + <i32>load<T>(at) * step, byteOfOne(flags, value));
    value++;
  }
}

/** Some values for each entry. */
export function setOnes<T>(at: i32, end: i32, step: i32, units: i32, unitCount: i32, flags: i32, value: i32, bytes: i32): void {
  const lastUnit = units + (unitCount << 2);
  for (; at < end; at += <i32>sizeof<T>()) {
    const entry = bytes + <i32>load<T>(at) * step;
    for (let unit = units; unit < lastUnit; unit += 4) {
      store<u8>(entry + load<i32>(unit), byteOfOne(flags, value));
      value++;
    }
  }
}

@inline
function byteOfOne(flags: i32, value: i32): u32 {
  return (<u32>load<u8>(flags + (value >> 3)) >> (value & 7)) << 7;
}

/** Four values for each entry, next to each other. */
export function setFour<T>(at: i32, end: i32, step: i32, flags: i32, value: i32, bytes: i32): void {
  const last = end - ((<i32>sizeof<T>() << 2) - 1);
  for (; at < last; at += <i32>sizeof<T>() << 2) {
    const ones = load<u32>(flags + (value >> 3)) >> (value & 4);
    store<u32>(bytes + <i32>load<T>(at) * step, bytesOfFour(ones));
    store<u32>(bytes + <i32>load<T>(at, sizeof<T>()) * step, bytesOfFour(ones >> 4));
    store<u32>(bytes + <i32>load<T>(at, sizeof<T>() * 2) * step, bytesOfFour(ones >> 8));
    store<u32>(bytes + <i32>load<T>(at, sizeof<T>() * 3) * step, bytesOfFour(ones >> 12));
    value += 16;
  }
  for (; at < end; at += <i32>sizeof<T>()) {
    store<u32>(bytes + <i32>load<T>(at) * step, bytesOfFour(<u32>load<u8>(flags + (value >> 3)) >> (value & 4)));
    value += 4;
  }
}

/** Some units of four values for each entry. */
export function setFours<T>(at: i32, end: i32, step: i32, units: i32, unitCount: i32, flags: i32, value: i32, bytes: i32): void {
  const lastUnit = units + (unitCount << 2);
  for (; at < end; at += <i32>sizeof<T>()) {
    const entry = bytes + <i32>load<T>(at) * step;
    for (let unit = units; unit < lastUnit; unit += 4) {
      store<u32>(entry + load<i32>(unit), bytesOfFour(<u32>load<u8>(flags + (value >> 3)) >> (value & 4)));
      value += 4;
    }
  }
}

@inline
function bytesOfFour(ones: u32): u32 {
  // Copies of the four bits, 7 bits apart, have bit i at the top of byte i.
  return ((ones & 15) * 0x1020_4080) & 0x8080_8080;
}
