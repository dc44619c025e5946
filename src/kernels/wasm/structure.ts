// AssemblyScript, not TypeScript: see kernels.ts.

// Bytes of a row that are counted at once. With more, sums of 16 bits could overflow.
const bytesAtOnce = 8192;

/**
 * Counts from which the structure of zeros follows, for some rows of a mask. Reference: src/sparsity/structureCounts.ts.
 * @param mask [rowCount, ceil(columnCount / 32)] words. The memory of three more rows is overwritten with zeros.
 * @param used out: a row of words, rounded up to 16 bytes: OR of all rows
 * @param rows out: [rowCount] bytes, not 0 if a row has ones. The next 3 bytes can be overwritten.
 * @param totals out, 16 bytes each. Sums of four lanes: ones; blocks with ones of 1 x 4, of 1 x 16, of 4 x 4 and of 4 x 1 weights, the last two times
 * their rows. OR of the counts of 2 bits. Maximum counts of 4, of 8 and of 16 bits, in lanes of 8, 8 and 16 bits. Short blocks with ones at
 * the end of a row, 32 bits each: 1 x 16, 1 x 4, 4 x 4 times their rows.
 */
export function structure(mask: i32, rowCount: i32, columnCount: i32, used: i32, rows: i32, totals: i32): void {
  const rowBytes = ((columnCount + 31) >> 5) << 2;
  memory.fill(mask + rowCount * rowBytes, 0, 3 * rowBytes + 16);
  memory.fill(used, 0, rowBytes + 16);
  memory.fill(rows, 0, rowCount + 3);
  memory.fill(totals, 0, 160);
  for (let row = 0; row < rowCount; row += 4) {
    const at = mask + row * rowBytes;
    const count = min(4, rowCount - row);
    for (let first = 0; first < rowBytes; first += bytesAtOnce) {
      countRows(at, rowBytes, first, min(rowBytes, first + bytesAtOnce), count, used, rows + row, totals);
    }
    if ((columnCount & 15) != 0) countShortBlocks(at, rowBytes, columnCount, count, totals + 144);
  }
}

/** Counts bytes [first, end) of four rows. */
function countRows(mask: i32, rowBytes: i32, first: i32, end: i32, count: i32, used: i32, rows: i32, totals: i32): void {
  const low = i8x16.splat(15);
  const zero = i8x16.splat(0);
  let ones = zero;
  let fours = zero;
  let sixteens = zero;
  let squares = zero;
  let columns = zero;
  let pairs = v128.load(totals, 80);
  let most4 = v128.load(totals, 96);
  let most8 = v128.load(totals, 112);
  let most16 = v128.load(totals, 128);
  let used0 = zero;
  let used1 = zero;
  let used2 = zero;
  let used3 = zero;
  for (let at = first; at < end; at += 16) {
    const row = mask + at;
    let x0 = v128.load(row);
    let x1 = v128.load(row + rowBytes);
    let x2 = v128.load(row + 2 * rowBytes);
    let x3 = v128.load(row + 3 * rowBytes);
    if (at + 16 > rowBytes) {
      // The rest belongs to the next row.
      const own = i8x16.lt_u(i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), i8x16.splat(<i8>(rowBytes - at)));
      x0 = v128.and(x0, own);
      x1 = v128.and(x1, own);
      x2 = v128.and(x2, own);
      x3 = v128.and(x3, own);
    }
    used0 = v128.or(used0, x0);
    used1 = v128.or(used1, x1);
    used2 = v128.or(used2, x2);
    used3 = v128.or(used3, x3);
    const p0 = onesOfPairs(x0);
    const p1 = onesOfPairs(x1);
    const p2 = onesOfPairs(x2);
    const p3 = onesOfPairs(x3);
    pairs = v128.or(pairs, v128.or(v128.or(p0, p1), v128.or(p2, p3)));
    const n0 = onesOfNibbles(p0);
    const n1 = onesOfNibbles(p1);
    const n2 = onesOfNibbles(p2);
    const n3 = onesOfNibbles(p3);
    const b0 = onesOfBytes(n0, low);
    const b1 = onesOfBytes(n1, low);
    const b2 = onesOfBytes(n2, low);
    const b3 = onesOfBytes(n3, low);
    most4 = i8x16.max_u(most4, i8x16.max_u(i8x16.max_u(mostOf(n0, low), mostOf(n1, low)), i8x16.max_u(mostOf(n2, low), mostOf(n3, low))));
    most8 = i8x16.max_u(most8, i8x16.max_u(i8x16.max_u(b0, b1), i8x16.max_u(b2, b3)));
    const s0 = i16x8.extadd_pairwise_i8x16_u(b0);
    const s1 = i16x8.extadd_pairwise_i8x16_u(b1);
    const s2 = i16x8.extadd_pairwise_i8x16_u(b2);
    const s3 = i16x8.extadd_pairwise_i8x16_u(b3);
    most16 = i16x8.max_u(most16, i16x8.max_u(i16x8.max_u(s0, s1), i16x8.max_u(s2, s3)));
    ones = i16x8.add(ones, i16x8.add(i16x8.add(s0, s1), i16x8.add(s2, s3)));
    // A lane is -1 if it has ones.
    const some = i16x8.add(i16x8.add(i16x8.ne(s0, zero), i16x8.ne(s1, zero)), i16x8.add(i16x8.ne(s2, zero), i16x8.ne(s3, zero)));
    sixteens = i16x8.sub(sixteens, some);
    const f0 = nonzeroNibbles(n0);
    const f1 = nonzeroNibbles(n1);
    const f2 = nonzeroNibbles(n2);
    const f3 = nonzeroNibbles(n3);
    const each = v128.or(v128.or(f0, i16x8.shr_u(f1, 1)), v128.or(i16x8.shr_u(f2, 2), i16x8.shr_u(f3, 3)));
    fours = i16x8.add(fours, i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(each)));
    squares = i16x8.add(squares, i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(v128.or(v128.or(f0, f1), v128.or(f2, f3)))));
    const all = v128.or(v128.or(x0, x1), v128.or(x2, x3));
    columns = i16x8.add(columns, i16x8.extadd_pairwise_i8x16_u(i8x16.popcnt(all)));
    v128.store(used + at, v128.or(v128.load(used + at), all));
  }
  addTo(totals, ones, 1);
  addTo(totals + 16, fours, 1);
  addTo(totals + 32, sixteens, 1);
  addTo(totals + 48, squares, count);
  addTo(totals + 64, columns, count);
  v128.store(totals, pairs, 80);
  v128.store(totals, most4, 96);
  v128.store(totals, most8, 112);
  v128.store(totals, most16, 128);
  const flags = <u32>v128.any_true(used0) | (<u32>v128.any_true(used1) << 8) | (<u32>v128.any_true(used2) << 16) | (<u32>v128.any_true(used3) << 24);
  store<u32>(rows, load<u32>(rows) | flags);
}

/** Counts the blocks with ones that are short because a row ends. */
@inline
function countShortBlocks(mask: i32, rowBytes: i32, columnCount: i32, count: i32, short: i32): void {
  const at = mask + ((columnCount >> 4) << 1);
  const shift = columnCount & 12;
  const isShort4 = (columnCount & 3) != 0;
  let sixteens = 0;
  let fours = 0;
  for (let row = 0; row < count; row++) {
    const bits = <i32>load<u16>(at + row * rowBytes);
    sixteens += <i32>(bits != 0);
    if (isShort4) fours += <i32>(bits >> shift != 0);
  }
  store<u32>(short, load<u32>(short) + sixteens);
  store<u32>(short + 4, load<u32>(short + 4) + fours);
  if (fours > 0) store<u32>(short + 8, load<u32>(short + 8) + count);
}

@inline
function onesOfPairs(bits: v128): v128 {
  return i8x16.sub(bits, v128.and(i64x2.shr_u(bits, 1), i8x16.splat(0x55)));
}

@inline
function onesOfNibbles(pairs: v128): v128 {
  const twos = i8x16.splat(0x33);
  return i8x16.add(v128.and(pairs, twos), v128.and(i64x2.shr_u(pairs, 2), twos));
}

@inline
function onesOfBytes(nibbles: v128, low: v128): v128 {
  return i8x16.add(v128.and(nibbles, low), v128.and(i16x8.shr_u(nibbles, 4), low));
}

/** The larger count of each byte. */
@inline
function mostOf(nibbles: v128, low: v128): v128 {
  return i8x16.max_u(v128.and(nibbles, low), v128.and(i16x8.shr_u(nibbles, 4), low));
}

/** The top bit of each nibble: 1 if its count is not 0. Counts are at most 4. */
@inline
function nonzeroNibbles(counts: v128): v128 {
  return v128.and(i8x16.add(counts, i8x16.splat(0x77)), i8x16.splat(<i8>0x88));
}

/** Adds sums of 16 bits, times `factor`, to four sums of 32 bits. */
@inline
function addTo(at: i32, sums: v128, factor: i32): void {
  v128.store(at, i32x4.add(v128.load(at), i32x4.mul(i32x4.extadd_pairwise_i16x8_u(sums), i32x4.splat(factor))));
}
