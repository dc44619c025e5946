// AssemblyScript, not TypeScript: see kernels.ts.

/** @returns number of violating blocks */
@inline
export function violationsOfRow(
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
  const tops = i8x16.splat(<i8>0x88);
  let left = columnCount;
  let violating = 0;
  // Most blocks conform. 128 blocks are checked together first.
  while (left >= 512) {
    const over = v128.or(
      v128.or(carriesIn(v128.load(mask), carries), carriesIn(v128.load(mask, 16), carries)),
      v128.or(carriesIn(v128.load(mask, 32), carries), carriesIn(v128.load(mask, 48), carries)),
    );
    v128.store(violations, i8x16.splat(0));
    if (v128.any_true(v128.and(over, tops))) {
      for (let i = 0; i < 8; i++) {
        const flags = <u32>flagsOfNibbles(load<u64>(mask + (i << 3)), carry);
        store<u16>(violations + (i << 1), <u16>flags);
        violating += popcnt<u32>(flags);
      }
    }
    mask += 64;
    violations += 16;
    left -= 512;
  }
  while (left >= 128) {
    let flags: u32 = 0;
    if (v128.any_true(v128.and(carriesIn(v128.load(mask), carries), tops))) {
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

/** The top bit of each nibble: 1 = more than the allowed ones. Other bits can have any value. */
@inline
function carriesIn(bits: v128, carries: v128): v128 {
  const pairs = i8x16.sub(bits, v128.and(i64x2.shr_u(bits, 1), i8x16.splat(0x55)));
  const fours = i8x16.splat(0x33);
  const nibbleCounts = i8x16.add(v128.and(pairs, fours), v128.and(i64x2.shr_u(pairs, 2), fours));
  return i8x16.add(nibbleCounts, carries);
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
