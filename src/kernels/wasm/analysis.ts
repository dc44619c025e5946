// AssemblyScript, not TypeScript: see kernels.ts.
//
// Computes mask, counts and violating blocks of rows of weights in one pass with SIMD, 64 weights at a time. References: mask.cpu.ts,
// summary.cpu.ts.
import { maskRow } from './maskRow';
import { violationsOfRow } from './violations';

// Bytes of a test, see maskRow.
const testBytes = 32;

/**
 * @param stored start of the rows
 * @param firstBit bits of the first byte that belong to earlier elements
 * @param bits of an element: 2, 4, 8, 16, 32 or 64
 * @param tests tests for zero: the first one for `rowsOfFirst` rows, each of the others for `rowsOfEach` rows
 * @param mask out: [rowCount, ceil(columnCount / 32)] words. The next 4 bytes can be overwritten.
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
  tests: i32,
  rowsOfFirst: i32,
  rowsOfEach: i32,
  mask: i32,
  counts: i32,
  blockSize: i32,
  allowed: i32,
  violations: i32,
  violationWords: i32,
): i32 {
  const maskBytes = ((columnCount + 31) >> 5) << 2;
  let violating = 0;
  let bit = firstBit;
  let rowsLeft = rowsOfFirst;
  for (let row = 0; row < rowCount; row++) {
    if (rowsLeft == 0) {
      tests += testBytes;
      rowsLeft = rowsOfEach;
    }
    rowsLeft--;
    store<u32>(counts, maskRow(bits, tests, stored + (bit >> 3), bit & 7, columnCount, mask));
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
