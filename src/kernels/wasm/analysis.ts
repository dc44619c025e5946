// AssemblyScript, not TypeScript. `npm run kernels` compiles it to WebAssembly and writes analysisWasm.ts.
//
// Computes mask, counts and violating blocks of rows of weights in one pass with SIMD, 64 weights at a time. The memory contains one window of
// rows: the stored bytes, then the results. References: mask.cpu.ts, summary.cpu.ts.

// Bytes. SIMD loads can read this far past the end of the data.
const slack = 64;

/** Grows the memory to at least `bytes`. */
export function reserve(bytes: i32): void {
  const pages = (bytes + slack + 0xffff) >> 16;
  if (memory.size() < pages) memory.grow(pages - memory.size());
}

/**
 * @param stored start of the rows
 * @param firstBit bits of the first byte that belong to earlier elements
 * @param bits of an element: 2, 4, 8, 16, 32 or 64
 * @param care, zero an element is zero if (element & care) == zero; with 64 bits, these are the lower words
 * @param highCare, highZero only with 64 bits: the upper words
 * @param mask out: [rowCount, ceil(columnCount / 32)] words
 * @param counts out: [rowCount] non-zeros
 * @param violations out: [rowCount, violationWords] words, one bit per block, 1 = more than `allowed` non-zeros
 * @returns number of such blocks
 */
export function analyze(
  stored: i32,
  firstBit: i32,
  bits: i32,
  rowCount: i32,
  columnCount: i32,
  care: u32,
  zero: u32,
  highCare: u32,
  highZero: u32,
  mask: i32,
  counts: i32,
  blockSize: i32,
  allowed: i32,
  violations: i32,
  violationWords: i32,
): i32 {
  const maskBytes = ((columnCount + 31) >> 5) << 2;
  const longCare = <u64>care | (<u64>highCare << 32);
  const longZero = <u64>zero | (<u64>highZero << 32);
  let violating = 0;
  let bit = firstBit;
  for (let row = 0; row < rowCount; row++) {
    const at = stored + (bit >> 3);
    // Each width is compiled separately, without a branch in the inner loop.
    const nonzeros =
      bits == 8 ? (
        care == 255
          ? maskRow(8, true, at, 0, columnCount, care, zero, mask)
          : maskRow(8, false, at, 0, columnCount, care, zero, mask)
      )
      : bits == 32 ? maskRow(32, false, at, 0, columnCount, care, zero, mask)
      : bits == 16 ? maskRow(16, false, at, 0, columnCount, care, zero, mask)
      : bits == 4 ? maskRow(4, false, at, bit & 7, columnCount, care, zero, mask)
      : bits == 2 ? maskRow(2, false, at, bit & 7, columnCount, care, zero, mask)
      : maskRow(64, false, at, 0, columnCount, longCare, longZero, mask);
    store<u32>(counts, nonzeros);
    violating += violationsOfRow(mask, columnCount, blockSize, allowed, violations, violationWords);
    bit += columnCount * bits;
    mask += maskBytes;
    counts += 4;
    violations += violationWords << 2;
  }
  return violating;
}

/** Computes counts and violating blocks of a mask. Parameters are those of `analyze`. */
export function summarize(
  mask: i32,
  rowCount: i32,
  columnCount: i32,
  counts: i32,
  blockSize: i32,
  allowed: i32,
  violations: i32,
  violationWords: i32,
): i32 {
  const maskBytes = ((columnCount + 31) >> 5) << 2;
  let violating = 0;
  for (let row = 0; row < rowCount; row++) {
    let nonzeros = 0;
    for (let word = 0; word < maskBytes; word += 4) nonzeros += popcnt<u32>(load<u32>(mask + word));
    store<u32>(counts, nonzeros);
    violating += violationsOfRow(mask, columnCount, blockSize, allowed, violations, violationWords);
    mask += maskBytes;
    counts += 4;
    violations += violationWords << 2;
  }
  return violating;
}

/**
 * Computes the mask of a row. `bits` and `complete` are constants in each call. `complete`: all bits of a byte are compared, as in int8.
 * @returns number of ones
 */
@inline
function maskRow(
  bits: i32,
  complete: bool,
  stored: i32,
  shift: i32,
  columnCount: i32,
  care: u64,
  zero: u64,
  mask: i32,
): i32 {
  const c = splat(bits, care);
  const z = splat(bits, zero);
  let at = stored;
  let left = columnCount;
  let nonzeros: i64 = 0;
  while (left >= 64) {
    const word = <u64>word32(bits, complete, at, shift, c, z) | (<u64>word32(bits, complete, at + (bits << 2), shift, c, z) << 32);
    store<u64>(mask, word);
    nonzeros += popcnt<u64>(word);
    mask += 8;
    at += bits << 3;
    left -= 64;
  }
  if (left >= 32) {
    const word = word32(bits, complete, at, shift, c, z);
    store<u32>(mask, word);
    nonzeros += popcnt<u32>(word);
    mask += 4;
    at += bits << 2;
    left -= 32;
  }
  if (left > 0) {
    let word: u32 = 0;
    for (let i = 0; i < left; i++) {
      if (isNonZero(bits, at, shift + i * bits, care, zero)) word |= 1 << i;
    }
    store<u32>(mask, word);
    nonzeros += popcnt<u32>(word);
  }
  return <i32>nonzeros;
}

@inline
function splat(bits: i32, value: u64): v128 {
  if (bits == 64) return i64x2.splat(value);
  if (bits == 32) return i32x4.splat(<i32>value);
  if (bits == 16) return i16x8.splat(<i16>value);
  return i8x16.splat(<i8>value);
}

/** Whether the weight at bit offset `bit` from `at` is not zero. */
@inline
function isNonZero(bits: i32, at: i32, bit: i32, care: u64, zero: u64): bool {
  if (bits == 64) return (load<u64>(at + (bit >> 3)) & care) != zero;
  if (bits == 32) return (load<u32>(at + (bit >> 3)) & <u32>care) != <u32>zero;
  if (bits == 16) return (<u32>load<u16>(at + (bit >> 3)) & <u32>care) != <u32>zero;
  return ((<u32>load<u8>(at + (bit >> 3)) >> (bit & 7)) & <u32>care) != <u32>zero;
}

/** One bit for each of 32 weights, the first one lowest, 1 = not zero. */
@inline
function word32(bits: i32, complete: bool, at: i32, shift: i32, c: v128, z: v128): u32 {
  if (bits == 8 && complete) return halves(i8x16.ne(v128.load(at), z), i8x16.ne(v128.load(at + 16), z));
  if (bits == 8) return halves(bytesAt(at, c, z), bytesAt(at + 16, c, z));
  if (bits == 16) {
    return halves(
      i8x16.narrow_i16x8_s(shortsAt(at, c, z), shortsAt(at + 16, c, z)),
      i8x16.narrow_i16x8_s(shortsAt(at + 32, c, z), shortsAt(at + 48, c, z)),
    );
  }
  if (bits == 32) return halves(sixteenWordsAt(at, c, z), sixteenWordsAt(at + 64, c, z));
  if (bits == 64) return sixteenLongsAt(at, c, z) | (sixteenLongsAt(at + 128, c, z) << 16);
  if (bits == 4) return nibbles(packedAt(at, shift), c, z);
  return pairsOfBits(packedAt(at, shift), c, z);
}

/** 32 bits from two vectors, in which each byte is all ones or all zeros. */
@inline
function halves(first: v128, second: v128): u32 {
  return i8x16.bitmask(first) | (i8x16.bitmask(second) << 16);
}

@inline
function bytesAt(at: i32, c: v128, z: v128): v128 {
  return i8x16.ne(v128.and(v128.load(at), c), z);
}

@inline
function shortsAt(at: i32, c: v128, z: v128): v128 {
  return i16x8.ne(v128.and(v128.load(at), c), z);
}

@inline
function wordsAt(at: i32, c: v128, z: v128): v128 {
  return i32x4.ne(v128.and(v128.load(at), c), z);
}

/** Narrowing does not change all ones and all zeros. */
@inline
function sixteenWordsAt(at: i32, c: v128, z: v128): v128 {
  return i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(wordsAt(at, c, z), wordsAt(at + 16, c, z)),
    i16x8.narrow_i32x4_s(wordsAt(at + 32, c, z), wordsAt(at + 48, c, z)),
  );
}

/** Elements of 64 bits, two at a time. They are rare, so this is not optimized. */
@inline
function sixteenLongsAt(at: i32, c: v128, z: v128): u32 {
  let word: u32 = 0;
  for (let i = 0; i < 16; i += 2) word |= i64x2.bitmask(i64x2.ne(v128.and(v128.load(at + (i << 3)), c), z)) << i;
  return word;
}

/** 16 bytes of packed elements that start `shift` bits after the start of a byte. */
@inline
function packedAt(at: i32, shift: i32): v128 {
  const bytes = v128.load(at);
  if (shift == 0) return bytes;
  return v128.or(i8x16.shr_u(bytes, shift), i8x16.shl(v128.load(at + 1), 8 - shift));
}

/** The 32 elements of 4 bits in 16 bytes. Even elements are in the low halves of bytes, odd ones in the high halves. */
@inline
function nibbles(bytes: v128, c: v128, z: v128): u32 {
  const even = i8x16.ne(v128.and(bytes, c), z);
  const odd = i8x16.ne(v128.and(i8x16.shr_u(bytes, 4), c), z);
  return halves(firstOfBoth(even, odd), secondOfBoth(even, odd));
}

/** The 32 elements of 2 bits in 8 bytes. First spreads each byte over two, with one half in each. */
@inline
function pairsOfBits(bytes: v128, c: v128, z: v128): u32 {
  const low = v128.and(bytes, i8x16.splat(15));
  const high = i8x16.shr_u(bytes, 4);
  const halvesOfBytes = firstOfBoth(low, high);
  const even = i8x16.ne(v128.and(halvesOfBytes, c), z);
  const odd = i8x16.ne(v128.and(i8x16.shr_u(halvesOfBytes, 2), c), z);
  return halves(firstOfBoth(even, odd), secondOfBoth(even, odd));
}

/** Interleaves the first eight bytes of two vectors. */
@inline
function firstOfBoth(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** Interleaves the last eight bytes of two vectors. */
@inline
function secondOfBoth(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** @returns number of violating blocks */
@inline
function violationsOfRow(
  mask: i32,
  columnCount: i32,
  blockSize: i32,
  allowed: i32,
  violations: i32,
  violationWords: i32,
): i32 {
  if (violationWords == 0) return 0;
  // Bits after the last block are 0.
  store<u32>(violations + ((violationWords - 1) << 2), 0);
  return blockSize == 4
    ? violationsOfFour(mask, columnCount, allowed, violations)
    : violationsOfAny(mask, columnCount, blockSize, allowed, violations);
}

/** Blocks of 4, with SWAR counts in nibbles. Bits after the end of the row are 0. */
@inline
function violationsOfFour(mask: i32, columnCount: i32, allowed: i32, violations: i32): i32 {
  // Sets the top bit of a nibble if its count is more than allowed.
  const carry = <u64>(7 - allowed) * 0x1111111111111111;
  const carries = i64x2.splat(carry);
  const two = i8x16.splat(0x55);
  const four = i8x16.splat(0x33);
  let left = columnCount;
  let violating = 0;
  // Most blocks conform. 32 blocks are checked together first.
  while (left >= 128) {
    const bits = v128.load(mask);
    const pairs = i8x16.sub(bits, v128.and(i64x2.shr_u(bits, 1), two));
    const nibbleCounts = i8x16.add(v128.and(pairs, four), v128.and(i64x2.shr_u(pairs, 2), four));
    const over = v128.and(i8x16.add(nibbleCounts, carries), i8x16.splat(<i8>0x88));
    let flags: u32 = 0;
    if (v128.any_true(over)) {
      flags = <u32>flagsOfNibbles(load<u64>(mask), carry) | (<u32>flagsOfNibbles(load<u64>(mask + 8), carry) << 16);
      violating += popcnt<u32>(flags);
    }
    store<u32>(violations, flags);
    mask += 16;
    violations += 4;
    left -= 128;
  }
  while (left > 32) {
    const flags = <u32>flagsOfNibbles(load<u64>(mask), carry);
    store<u16>(violations, <u16>flags);
    violating += popcnt<u32>(flags);
    mask += 8;
    violations += 2;
    left -= 64;
  }
  if (left > 0) {
    const flags = <u32>flagsOfNibbles(load<u32>(mask), carry);
    store<u8>(violations, <u8>flags);
    violating += popcnt<u32>(flags);
  }
  return violating;
}

/** One bit for each of 16 nibbles, 1 = more than the allowed ones. */
@inline
function flagsOfNibbles(word: u64, carry: u64): u64 {
  const pairs = word - ((word >> 1) & 0x5555555555555555);
  const counts = (pairs & 0x3333333333333333) + ((pairs >> 2) & 0x3333333333333333);
  let flags = ((counts + carry) >> 3) & 0x1111111111111111;
  // Source: Warren, Hacker's Delight, 7-4, for one bit of four.
  flags = (flags | (flags >> 3)) & 0x0303030303030303;
  flags = (flags | (flags >> 6)) & 0x000f000f000f000f;
  flags = (flags | (flags >> 12)) & 0x000000ff000000ff;
  return flags | (flags >> 24);
}

/** Blocks of any size up to 64, one after the other. They can cross words. */
@inline
function violationsOfAny(mask: i32, columnCount: i32, blockSize: i32, allowed: i32, violations: i32): i32 {
  let violating = 0;
  let flags: u32 = 0;
  let block = 0;
  for (let start = 0; start < columnCount; start += blockSize) {
    if (onesFrom(mask, start, min(blockSize, columnCount - start)) > allowed) flags |= 1 << (block & 31);
    if ((++block & 31) == 0) {
      store<u32>(violations, flags);
      violating += popcnt<u32>(flags);
      violations += 4;
      flags = 0;
    }
  }
  if ((block & 31) != 0) {
    store<u32>(violations, flags);
    violating += popcnt<u32>(flags);
  }
  return violating;
}

/** Number of ones in `count` bits from bit `start` of a row on. `count` is at most 64. */
@inline
function onesFrom(mask: i32, start: i32, count: i32): i32 {
  // A load starts on a byte, so at least 57 of its bits are after `start`.
  const first = load<u64>(mask + (start >> 3)) >> (start & 7);
  if (count <= 56) return <i32>popcnt<u64>(first & (((<u64>1) << count) - 1));
  const rest = load<u64>(mask + ((start + 32) >> 3)) >> ((start + 32) & 7);
  return <i32>popcnt<u64>(first & 0xffffffff) + <i32>popcnt<u64>(rest & (((<u64>1) << (count - 32)) - 1));
}
