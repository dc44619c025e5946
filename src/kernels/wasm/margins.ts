// AssemblyScript, not TypeScript: see kernels.ts.

// A byte counts at most 255 rows.
const rowsAtOnce = 255;

/**
 * Counts the ones of each row and each column of some rows of a mask. Reference: src/sparsity/margins.ts.
 * @param mask [rowCount, wordsPerRow] words
 * @param rows out: [rowCount] counts of 32 bits
 * @param columns in and out: counts of 32 bits, to which those of these rows are added. Its length is 32 * wordsPerRow, rounded up to a
 * multiple of 128. The counts after the last column are undefined.
 * @param sums 128 bytes of working memory
 */
export function margins(mask: i32, rowCount: i32, wordsPerRow: i32, rows: i32, columns: i32, sums: i32): void {
  const rowBytes = wordsPerRow << 2;
  for (let row = 0; row < rowCount; row++) {
    let ones = 0;
    const start = mask + row * rowBytes;
    for (let word = 0; word < rowBytes; word += 4) ones += popcnt<u32>(load<u32>(start + word));
    store<u32>(rows + (row << 2), ones);
  }
  for (let first = 0; first < rowCount; first += rowsAtOnce) {
    const count = min(rowsAtOnce, rowCount - first);
    for (let at = 0; at < rowBytes; at += 16) {
      sumColumns(mask + first * rowBytes + at, rowBytes, count, sums);
      addSums(sums, columns + (at << 5));
    }
  }
}

/** Counts 128 columns. Byte j of sum k counts bit k of byte j. */
@inline
function sumColumns(at: i32, rowBytes: i32, count: i32, sums: i32): void {
  let s0 = i8x16.splat(0);
  let s1 = i8x16.splat(0);
  let s2 = i8x16.splat(0);
  let s3 = i8x16.splat(0);
  let s4 = i8x16.splat(0);
  let s5 = i8x16.splat(0);
  let s6 = i8x16.splat(0);
  let s7 = i8x16.splat(0);
  const one = i8x16.splat(1);
  for (let row = 0; row < count; row++) {
    const bits = v128.load(at);
    s0 = i8x16.add(s0, v128.and(bits, one));
    s1 = i8x16.add(s1, v128.and(i16x8.shr_u(bits, 1), one));
    s2 = i8x16.add(s2, v128.and(i16x8.shr_u(bits, 2), one));
    s3 = i8x16.add(s3, v128.and(i16x8.shr_u(bits, 3), one));
    s4 = i8x16.add(s4, v128.and(i16x8.shr_u(bits, 4), one));
    s5 = i8x16.add(s5, v128.and(i16x8.shr_u(bits, 5), one));
    s6 = i8x16.add(s6, v128.and(i16x8.shr_u(bits, 6), one));
    s7 = i8x16.add(s7, v128.and(i16x8.shr_u(bits, 7), one));
    at += rowBytes;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  v128.store(sums, s4, 64);
  v128.store(sums, s5, 80);
  v128.store(sums, s6, 96);
  v128.store(sums, s7, 112);
}

/** Adds the sums of 128 columns to their counts. */
@inline
function addSums(sums: i32, columns: i32): void {
  for (let byte = 0; byte < 16; byte++) {
    for (let bit = 0; bit < 8; bit++) {
      store<u32>(columns, load<u32>(columns) + <u32>load<u8>(sums + byte + (bit << 4)));
      columns += 4;
    }
  }
}
