// AssemblyScript, not TypeScript: see kernels.ts.
//
// Tests 64 elements of 4 or 2 bits for zero, see zeros.ts, or 128 that start with a byte.

/** Elements of 4 bits. Both elements of a byte are tested at once. */
@inline
export function nibbleZeros<W>(at: i32, shift: i32, c: v128, z: v128, s: v128): u64 {
  const first = bitsOfNibbles(nonzeroNibbles<W>(packedAt(at, shift), c, z, s));
  const second = bitsOfNibbles(nonzeroNibbles<W>(packedAt(at + 16, shift), c, z, s));
  const bytes = i16x8.narrow_i32x4_s(first, second);
  return ~(<u64>i64x2.extract_lane(i8x16.narrow_i16x8_u(bytes, bytes), 0));
}

/** 128 elements of 4 bits, 64 bytes: one bit per element, 1 = not zero. */
@inline
export function nibbleOnes<W>(at: i32, c: v128, z: v128, s: v128): v128 {
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(
      bitsOfNibbles(nonzeroNibbles<W>(v128.load(at), c, z, s)),
      bitsOfNibbles(nonzeroNibbles<W>(v128.load(at, 16), c, z, s)),
    ),
    i16x8.narrow_i32x4_s(
      bitsOfNibbles(nonzeroNibbles<W>(v128.load(at, 32), c, z, s)),
      bitsOfNibbles(nonzeroNibbles<W>(v128.load(at, 48), c, z, s)),
    ),
  );
}

/** The top bit of each half of a byte: 1 if the half is not zero. Other bits are 0. */
@inline
function nonzeroNibbles<W>(bytes: v128, c: v128, z: v128, s: v128): v128 {
  const tops = i8x16.splat(<i8>0x88);
  if (isInteger<W>() && !isSigned<W>() && !isBoolean<W>()) {
    const low = i8x16.gt_u(v128.and(i8x16.sub(bytes, z), c), s);
    const high = i8x16.gt_u(v128.and(i8x16.sub(i16x8.shr_u(bytes, 4), z), c), s);
    return v128.and(v128.bitselect(high, low, i8x16.splat(<i8>0xf0)), tops);
  }
  // Here, c and z have the values in both halves.
  const different = isBoolean<W>() ? bytes : v128.xor(v128.and(bytes, c), z);
  // Adding 7 to the lower three bits of a half sets its top bit unless they are 0.
  const lower = i8x16.splat(0x77);
  return v128.and(v128.or(i8x16.add(v128.and(different, lower), lower), different), tops);
}

/** Collects the top bits of the 8 halves in each 32 bits into their lowest byte, in order. */
@inline
function bitsOfNibbles(tops: v128): v128 {
  // The sum of shifts by 0, 3, 6 and 9 puts bits 3, 7, 11 and 15 next to each other, without carries.
  const four = i16x8.shr_u(i16x8.mul(tops, i16x8.splat(0x249)), 12);
  return i32x4.dot_i16x8_s(four, i32x4.splat(0x0010_0001));
}

/** Elements of 2 bits. The four elements of a byte are tested at once. */
@inline
export function pairZeros<W>(at: i32, shift: i32, c: v128, z: v128, s: v128): u64 {
  const eights = bitsOfPairs(nonzeroPairs<W>(packedAt(at, shift), c, z, s));
  return ~(<u64>i64x2.extract_lane(i8x16.narrow_i16x8_u(eights, eights), 0));
}

/** 128 elements of 2 bits, 32 bytes: one bit per element, 1 = not zero. */
@inline
export function pairOnes<W>(at: i32, c: v128, z: v128, s: v128): v128 {
  return i8x16.narrow_i16x8_u(
    bitsOfPairs(nonzeroPairs<W>(v128.load(at), c, z, s)),
    bitsOfPairs(nonzeroPairs<W>(v128.load(at, 16), c, z, s)),
  );
}

/** Collects the lower bits of the 8 elements in each 16 bits into their lowest byte, in order. */
@inline
function bitsOfPairs(flags: v128): v128 {
  // Joins neighbors: 1 bit of 2, then 2 of 4, 4 of 8, and 8 of 16.
  const twos = v128.and(v128.or(flags, i16x8.shr_u(flags, 1)), i8x16.splat(0x33));
  const fours = v128.and(v128.or(twos, i16x8.shr_u(twos, 2)), i8x16.splat(0x0f));
  return i16x8.shr_u(i16x8.mul(fours, i16x8.splat(0x110)), 8);
}

/** The lower bit of each element of 2 bits: 1 if the element is not zero. Other bits are 0. */
@inline
function nonzeroPairs<W>(bytes: v128, c: v128, z: v128, s: v128): v128 {
  const lowBits = i8x16.splat(0x55);
  if (isInteger<W>() && !isSigned<W>() && !isBoolean<W>()) {
    let flags = i8x16.splat(0);
    flags = v128.or(flags, v128.and(outOfRange(bytes, c, z, s), i8x16.splat(0x01)));
    flags = v128.or(flags, v128.and(outOfRange(i16x8.shr_u(bytes, 2), c, z, s), i8x16.splat(0x04)));
    flags = v128.or(flags, v128.and(outOfRange(i16x8.shr_u(bytes, 4), c, z, s), i8x16.splat(0x10)));
    return v128.or(flags, v128.and(outOfRange(i16x8.shr_u(bytes, 6), c, z, s), i8x16.splat(0x40)));
  }
  // Here, c and z have the values in all four elements.
  const different = isBoolean<W>() ? bytes : v128.xor(v128.and(bytes, c), z);
  return v128.and(v128.or(different, i16x8.shr_u(different, 1)), lowBits);
}

@inline
function outOfRange(lowest: v128, c: v128, z: v128, s: v128): v128 {
  return i8x16.gt_u(v128.and(i8x16.sub(lowest, z), c), s);
}

/** 16 bytes of packed elements that start `shift` bits after the start of a byte. */
@inline
function packedAt(at: i32, shift: i32): v128 {
  const bytes = v128.load(at);
  if (shift == 0) return bytes;
  return v128.or(i8x16.shr_u(bytes, shift), i8x16.shl(v128.load(at, 1), 8 - shift));
}
