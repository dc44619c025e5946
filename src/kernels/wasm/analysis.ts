// AssemblyScript, not TypeScript: `npm run kernels` compiles it to WebAssembly and writes it into analysisWasm.ts beside it.
//
// Mask and summary of rows of weights in one pass, 32 weights at a time, by SIMD. The memory holds one window of rows: the stored bytes,
// and behind them what is computed from them. Twins: mask.cpu.ts and summary.cpu.ts.

/** Makes room for `bytes` in all. */
export function reserve(bytes: i32): void {
  const pages = (bytes + 0xffff) >> 16;
  if (memory.size() < pages) memory.grow(pages - memory.size());
}

/**
 * @param stored where the rows begin; of 4 bits an element, rows begin on whole bytes
 * @param bits 4, 8, 16 or 32 an element
 * @param care, zero an element is zero when (bits & care) == zero
 * @param mask out: [rowCount, ceil(columnCount / 32)] words
 * @param counts out: [rowCount] non-zeros
 */
export function maskRows(
  stored: i32,
  bits: i32,
  rowCount: i32,
  columnCount: i32,
  care: u32,
  zero: u32,
  mask: i32,
  counts: i32,
): void {
  const bytesOf32 = bits << 2;
  for (let row = 0; row < rowCount; row++) {
    let nonzeros = 0;
    let left = columnCount;
    while (left >= 32) {
      const word =
        bits == 32 ? word32(stored, care, zero)
        : bits == 16 ? word16(stored, care, zero)
        : bits == 8 ? word8(stored, care, zero)
        : word4(stored, care, zero);
      store<u32>(mask, word);
      nonzeros += popcnt<u32>(word);
      mask += 4;
      stored += bytesOf32;
      left -= 32;
    }
    if (left > 0) {
      let word: u32 = 0;
      for (let i = 0; i < left; i++) {
        if ((element(stored, bits, i) & care) != zero) word |= 1 << i;
      }
      store<u32>(mask, word);
      nonzeros += popcnt<u32>(word);
      mask += 4;
      stored += (left * bits) >> 3;
    }
    store<u32>(counts, nonzeros);
    counts += 4;
  }
}

@inline
function element(at: i32, bits: i32, i: i32): u32 {
  if (bits == 32) return load<u32>(at + (i << 2));
  if (bits == 16) return load<u16>(at + (i << 1));
  if (bits == 8) return load<u8>(at + i);
  return (load<u8>(at + (i >> 1)) >> ((i & 1) << 2)) & 15;
}

/** Four lanes of 32 bits, all ones where the weight is not zero. */
@inline
function lanes32(at: i32, care: v128, zero: v128): v128 {
  return i32x4.ne(v128.and(v128.load(at), care), zero);
}

/** Narrowing keeps all ones and all zeros as they are; the bit mask then has a bit per byte. */
@inline
function word32(at: i32, care: u32, zero: u32): u32 {
  const c = i32x4.splat(care);
  const z = i32x4.splat(zero);
  const first = i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(lanes32(at, c, z), lanes32(at + 16, c, z)),
    i16x8.narrow_i32x4_s(lanes32(at + 32, c, z), lanes32(at + 48, c, z)),
  );
  const second = i8x16.narrow_i16x8_s(
    i16x8.narrow_i32x4_s(lanes32(at + 64, c, z), lanes32(at + 80, c, z)),
    i16x8.narrow_i32x4_s(lanes32(at + 96, c, z), lanes32(at + 112, c, z)),
  );
  return i8x16.bitmask(first) | (i8x16.bitmask(second) << 16);
}

@inline
function word16(at: i32, care: u32, zero: u32): u32 {
  const c = i16x8.splat(<i16>care);
  const z = i16x8.splat(<i16>zero);
  const first = i8x16.narrow_i16x8_s(lanes16(at, c, z), lanes16(at + 16, c, z));
  const second = i8x16.narrow_i16x8_s(lanes16(at + 32, c, z), lanes16(at + 48, c, z));
  return i8x16.bitmask(first) | (i8x16.bitmask(second) << 16);
}

@inline
function lanes16(at: i32, care: v128, zero: v128): v128 {
  return i16x8.ne(v128.and(v128.load(at), care), zero);
}

@inline
function word8(at: i32, care: u32, zero: u32): u32 {
  const c = i8x16.splat(<i8>care);
  const z = i8x16.splat(<i8>zero);
  const first = i8x16.bitmask(i8x16.ne(v128.and(v128.load(at), c), z));
  return first | (i8x16.bitmask(i8x16.ne(v128.and(v128.load(at + 16), c), z)) << 16);
}

/** Even elements lie in the low halves of the bytes, odd ones in the high halves: two masks of 16, interleaved. */
@inline
function word4(at: i32, care: u32, zero: u32): u32 {
  const bytes = v128.load(at);
  const c = i8x16.splat(<i8>care);
  const z = i8x16.splat(<i8>zero);
  const even = i8x16.bitmask(i8x16.ne(v128.and(bytes, c), z));
  const odd = i8x16.bitmask(i8x16.ne(v128.and(i8x16.shr_u(bytes, 4), c), z));
  return spread(even) | (spread(odd) << 1);
}

/** Moves bit i to bit 2i. Source: Warren, Hacker's Delight, 7-2. */
@inline
function spread(half: u32): u32 {
  let x = half;
  x = (x | (x << 8)) & 0x00ff00ff;
  x = (x | (x << 4)) & 0x0f0f0f0f;
  x = (x | (x << 2)) & 0x33333333;
  return (x | (x << 1)) & 0x55555555;
}

/**
 * Violating blocks of 2, 4, 8, 16 or 32 weights, which never cross a word.
 * @param mask [rowCount, wordsPerRow] words
 * @param violations out: [rowCount, violationWordsPerRow] words, a bit per block
 */
export function violationRows(
  mask: i32,
  rowCount: i32,
  wordsPerRow: i32,
  blockSize: i32,
  allowed: i32,
  violations: i32,
  violationWordsPerRow: i32,
): void {
  const blocksPerWord = 32 / blockSize;
  const blockBits: u32 = blockSize == 32 ? 0xffffffff : (1 << blockSize) - 1;
  for (let row = 0; row < rowCount; row++) {
    let at = violations;
    let bits: u32 = 0;
    let filled = 0;
    for (let i = 0; i < wordsPerRow; i++) {
      const word = load<u32>(mask);
      mask += 4;
      if (blockSize != 4 || anyOfFour(word, allowed)) {
        for (let block = 0; block < blocksPerWord; block++) {
          if (<i32>popcnt<u32>((word >> (block * blockSize)) & blockBits) > allowed) bits |= 1 << (filled + block);
        }
      }
      filled += blocksPerWord;
      if (filled == 32) {
        store<u32>(at, bits);
        at += 4;
        bits = 0;
        filled = 0;
      }
    }
    if (filled > 0) store<u32>(at, bits);
    violations += violationWordsPerRow * 4;
  }
}

/** Whether one of the eight blocks of 4 in a word has more than `allowed` ones: all eight are counted side by side, in nibbles. */
@inline
function anyOfFour(word: u32, allowed: i32): bool {
  const pairs = word - ((word >> 1) & 0x55555555);
  const counts = (pairs & 0x33333333) + ((pairs >> 2) & 0x33333333);
  // Carries a nibble's top bit exactly when its count is more than allowed.
  return ((counts + <u32>(7 - allowed) * 0x11111111) & 0x88888888) != 0;
}
