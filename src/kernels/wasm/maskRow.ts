// AssemblyScript, not TypeScript: see kernels.ts.
import { AllBits, AsFloat, CareBits, InRange, Nibble, Pair } from './ways';
import { splat, storeOnes128, zeros64 } from './zeros';

// Numbers of the ways of comparison. The third one is CareBits.
const allBits = 0;
const asFloat = 1;
const inRange = 3;

/**
 * Computes the mask of a row. Each width and way of comparison is compiled separately.
 * @param test care, zero and span, 8 bytes each, then the way of comparison; see ZeroTest. `allBits` with 2 or 4 bits is for zero = 0 only.
 * @param mask out: ceil(columnCount / 32) words. The next 4 bytes can be overwritten.
 * @returns number of ones
 */
export function maskRow(bits: i32, test: i32, at: i32, shift: i32, columnCount: i32, mask: i32): i32 {
  const way = load<i32>(test, 24);
  if (bits == 8) return way == allBits ? row<u8, AllBits>(test, at, 0, columnCount, mask) : anyRow<u8>(way, test, at, 0, columnCount, mask);
  if (bits == 32) return way == asFloat ? row<u32, AsFloat>(test, at, 0, columnCount, mask) : anyRow<u32>(way, test, at, 0, columnCount, mask);
  if (bits == 4) {
    return way == allBits ? row<Nibble, AllBits>(test, at, shift, columnCount, mask) : anyRow<Nibble>(way, test, at, shift, columnCount, mask);
  }
  if (bits == 2) {
    return way == allBits ? row<Pair, AllBits>(test, at, shift, columnCount, mask) : anyRow<Pair>(way, test, at, shift, columnCount, mask);
  }
  if (bits == 16) return anyRow<u16>(way, test, at, 0, columnCount, mask);
  return anyRow<u64>(way, test, at, 0, columnCount, mask);
}

@inline
function anyRow<T>(way: i32, test: i32, at: i32, shift: i32, columnCount: i32, mask: i32): i32 {
  return way == inRange ? row<T, InRange>(test, at, shift, columnCount, mask) : row<T, CareBits>(test, at, shift, columnCount, mask);
}

function row<T, W>(test: i32, stored: i32, shift: i32, columnCount: i32, mask: i32): i32 {
  const c = splat<T>(load<u64>(test));
  const z = splat<T>(load<u64>(test, 8));
  const s = splat<T>(load<u64>(test, 16));
  const step = bytesOf64<T>();
  let at = stored;
  let nonzeros: i64 = 0;
  const end = mask + ((columnCount >> 6) << 3);
  if (isSigned<T>() || sizeof<T>() == 1) {
    if (shift == 0) {
      for (; mask + 16 <= end; mask += 16) {
        nonzeros += storeOnes128<T, W>(at, mask, c, z, s);
        at += step << 1;
      }
    }
  }
  while (mask < end) {
    const word = ~zeros64<T, W>(at, shift, c, z, s);
    store<u64>(mask, word);
    nonzeros += popcnt<u64>(word);
    mask += 8;
    at += step;
  }
  const left = columnCount & 63;
  if (left > 0) {
    // Reads past the end of the row.
    const word = ~zeros64<T, W>(at, shift, c, z, s) & (((<u64>1) << left) - 1);
    store<u64>(mask, word);
    nonzeros += popcnt<u64>(word);
  }
  return <i32>nonzeros;
}

/** Bytes of 64 elements. */
@inline
function bytesOf64<T>(): i32 {
  if (isSigned<T>()) return sizeof<T>() == 1 ? 32 : 16;
  return <i32>sizeof<T>() << 6;
}
