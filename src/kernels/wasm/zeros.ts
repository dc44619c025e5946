// AssemblyScript, not TypeScript: see kernels.ts.
//
// Tests 64 elements for zero. The result has one bit per element, the first one lowest, 1 = zero. T is the width of elements and W the way to
// compare them, see ways.ts.
import { nibbleOnes, nibbleZeros, pairOnes, pairZeros } from './packedZeros';

/** An operand of a test, in each element of a vector. Elements of 2 and 4 bits are compared in bytes. */
@inline
export function splat<T>(value: u64): v128 {
  if (isSigned<T>() || sizeof<T>() == 1) return i8x16.splat(<i8>value);
  if (sizeof<T>() == 2) return i16x8.splat(<i16>value);
  if (sizeof<T>() == 4) return i32x4.splat(<i32>value);
  return i64x2.splat(value);
}

/**
 * @param at first byte of the first element
 * @param shift bits of that byte that belong to earlier elements
 * @param c, z, s care, zero and span
 */
@inline
export function zeros64<T, W>(at: i32, shift: i32, c: v128, z: v128, s: v128): u64 {
  if (isSigned<T>()) {
    if (sizeof<T>() == 1) return nibbleZeros<W>(at, shift, c, z, s);
    return pairZeros<W>(at, shift, c, z, s);
  }
  if (sizeof<T>() == 8) return longZeros<W>(at, c, z, s);
  const size = <i32>sizeof<T>() << 4;
  const first = i8x16.bitmask(sixteen<T, W>(at, c, z, s)) | (i8x16.bitmask(sixteen<T, W>(at + size, c, z, s)) << 16);
  at += size << 1;
  const second = i8x16.bitmask(sixteen<T, W>(at, c, z, s)) | (i8x16.bitmask(sixteen<T, W>(at + size, c, z, s)) << 16);
  return <u64>(<u32>first) | (<u64>(<u32>second) << 32);
}

/**
 * Writes the mask of 128 elements that start with the byte at `at`: one bit per element, 1 = not zero. Loops over 128 elements take less time than
 * over 64. Not for elements of more than 8 bits, which take as long as to read them.
 * @returns number of ones
 */
@inline
export function storeOnes128<T, W>(at: i32, mask: i32, c: v128, z: v128, s: v128): i64 {
  if (isSigned<T>()) {
    v128.store(mask, sizeof<T>() == 1 ? nibbleOnes<W>(at, c, z, s) : pairOnes<W>(at, c, z, s));
    return popcnt<u64>(load<u64>(mask)) + popcnt<u64>(load<u64>(mask, 8));
  }
  const first = ~zeros64<T, W>(at, 0, c, z, s);
  const second = ~zeros64<T, W>(at + 64, 0, c, z, s);
  store<u64>(mask, first);
  store<u64>(mask, second, 8);
  return popcnt<u64>(first) + popcnt<u64>(second);
}

/** A byte for each of 16 elements: all ones if it is zero. Narrowing does not change all ones and all zeros. */
@inline
function sixteen<T, W>(at: i32, c: v128, z: v128, s: v128): v128 {
  if (sizeof<T>() == 1) return compared<T, W>(v128.load(at), c, z, s);
  if (sizeof<T>() == 2) {
    return i8x16.narrow_i16x8_s(
      compared<T, W>(v128.load(at), c, z, s),
      compared<T, W>(v128.load(at, 16), c, z, s),
    );
  }
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(compared<T, W>(v128.load(at), c, z, s), compared<T, W>(v128.load(at, 16), c, z, s)),
    i16x8.narrow_i32x4_s(compared<T, W>(v128.load(at, 32), c, z, s), compared<T, W>(v128.load(at, 48), c, z, s)),
  );
}

/** Elements of 8, 16 or 32 bits: all ones if they are zero. */
@inline
function compared<T, W>(elements: v128, c: v128, z: v128, s: v128): v128 {
  // Denormals and NaN are not equal to 0.
  if (isFloat<W>()) return f32x4.eq(elements, f32x4.splat(0));
  if (isBoolean<W>()) return v128.eq<T>(elements, z);
  if (isSigned<W>()) return v128.eq<T>(v128.and(elements, c), z);
  return v128.le<T>(v128.sub<T>(v128.and(elements, c), z), s);
}

/** Elements of 64 bits are rare, so this is not optimized. */
@inline
function longZeros<W>(at: i32, c: v128, z: v128, s: v128): u64 {
  const care = <u64>i64x2.extract_lane(c, 0);
  const zero = <u64>i64x2.extract_lane(z, 0);
  const span = <u64>i64x2.extract_lane(s, 0);
  let zeros: u64 = 0;
  for (let i = 0; i < 64; i++) {
    const cared = load<u64>(at + (i << 3)) & care;
    let isZero = cared == zero;
    if (!isSigned<W>()) isZero = cared - zero <= span;
    zeros |= <u64>isZero << i;
  }
  return zeros;
}
