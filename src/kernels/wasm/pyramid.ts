// AssemblyScript, not TypeScript: see kernels.ts.

/**
 * The three finest levels of the density pyramid of some rows of a mask. Reference: pyramid.cpu.ts.
 * @param mask [rowCount, ceil(columnCount / 32)] words. The memory of three more rows is overwritten with zeros.
 * @param fours out: counts of 4 x 4 weights, 8 bits each. The next 32 bytes can be overwritten.
 * @param eights out: counts of 8 x 8 weights, 8 bits each
 * @param sixteens out: counts of 16 x 16 weights, 16 bits each
 */
export function pyramid(
  mask: i32,
  rowCount: i32,
  columnCount: i32,
  fours: i32,
  eights: i32,
  sixteens: i32,
): void {
  const rowBytes = ((columnCount + 31) >> 5) << 2;
  memory.fill(mask + rowCount * rowBytes, 0, 3 * rowBytes + 16);
  const rows = (rowCount + 3) >> 2;
  const columns = (columnCount + 3) >> 2;
  for (let row = 0; row < rows; row++) countRow(mask + 4 * row * rowBytes, rowBytes, fours + row * columns);
  halve<u8>(fours, rows, columns, eights);
  halve<u16>(eights, (rows + 1) >> 1, (columns + 1) >> 1, sixteens);
}

/** Counts four rows of a mask, 32 cells at a time. Cells after the end of a row are overwritten by the next one. */
@inline
function countRow(mask: i32, rowBytes: i32, counts: i32): void {
  const low = i8x16.splat(15);
  for (let at = 0; at < rowBytes; at += 16) {
    const row = mask + at;
    // Counts of two rows are at most 8, and fit into 4 bits.
    const first = i8x16.add(onesOfNibbles(v128.load(row)), onesOfNibbles(v128.load(row + rowBytes)));
    const third = row + (rowBytes << 1);
    const second = i8x16.add(onesOfNibbles(v128.load(third)), onesOfNibbles(v128.load(third + rowBytes)));
    const even = i8x16.add(v128.and(first, low), v128.and(second, low));
    const odd = i8x16.add(i8x16.shr_u(first, 4), i8x16.shr_u(second, 4));
    v128.store(counts, i8x16.shuffle(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(counts, i8x16.shuffle(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
    counts += 32;
  }
}

/** The number of ones in each 4 bits. */
@inline
function onesOfNibbles(bits: v128): v128 {
  const pairs = i8x16.sub(bits, v128.and(i64x2.shr_u(bits, 1), i8x16.splat(0x55)));
  const fours = i8x16.splat(0x33);
  return i8x16.add(v128.and(pairs, fours), v128.and(i64x2.shr_u(pairs, 2), fours));
}

/** Sums 2 x 2 counts of 8 bits. The sum of two of them must fit into 8 bits. T: type of the sums, u8 or u16. */
@inline
function halve<T>(finer: i32, rows: i32, columns: i32, sums: i32): void {
  for (let row = 0; row < rows; row += 2) {
    const hasSecond = row + 1 < rows;
    let column = 0;
    for (; column + 16 <= columns; column += 16) {
      let both = v128.load(finer + column);
      if (hasSecond) both = i8x16.add(both, v128.load(finer + columns + column));
      const pairs = i16x8.extadd_pairwise_i8x16_u(both);
      if (sizeof<T>() == 1) store<u64>(sums, i64x2.extract_lane(i8x16.narrow_i16x8_u(pairs, pairs), 0));
      else v128.store(sums, pairs);
      sums += <i32>sizeof<T>() << 3;
    }
    for (; column < columns; column += 2) {
      let sum = <u32>load<u8>(finer + column);
      if (hasSecond) sum += <u32>load<u8>(finer + columns + column);
      if (column + 1 < columns) {
        sum += <u32>load<u8>(finer + column + 1);
        if (hasSecond) sum += <u32>load<u8>(finer + columns + column + 1);
      }
      store<T>(sums, <T>sum);
      sums += <i32>sizeof<T>();
    }
    finer += columns << 1;
  }
}
