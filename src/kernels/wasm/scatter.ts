// AssemblyScript, not TypeScript: see kernels.ts.
import { maskRow } from './maskRow';
import { setAll, setFour, setFours, setOne, setOnes } from './setBytes';
import { violationsOfRow } from './violations';

/**
 * Mask, counts and violating blocks of rows that are stored sparse, in one pass. Reference: src/sparsity/sparseMask.ts.
 *
 * Each node has some rows. Its entries are in order, and each has `unitCount` units of 1 or 4 stored values. The nonzero values set a byte per
 * weight, because consecutive values are often in the same word of the mask. SIMD then collects the bytes.
 * @param segments first entry of each node, and the end of the last one: 32 bits each, counted from any entry
 * @param indices of the entries of these nodes, `indexBytes` each: 1, 2 or 4
 * @param size indices must be smaller
 * @param step bits of the mask from one index to the next
 * @param units place of each unit of an entry in the mask, relative to the entry: 32 bits each
 * @param unitSize values of a unit: 1 or 4. With 4, they are next to each other.
 * @param values stored values, from bit `firstBit` on
 * @param test see maskRow
 * @param flags working memory: a bit for each value, rounded up to 8 bytes
 * @param bytes working memory: a byte for each bit in the rows of a node. It must be 0, and is afterwards.
 * @param wordsPerRow of the mask
 * @param mask out, with counts and violations as those of `analyze`, for `nodeCount` * `rowsOfNode` rows
 * @returns number of violating blocks; -1 if an index is outside, occurs twice in a node, or can occur twice: if a value is 0 and indices do not increase
 */
export function scatter(
  segments: i32,
  nodeCount: i32,
  indices: i32,
  indexBytes: i32,
  size: i32,
  step: i32,
  units: i32,
  unitCount: i32,
  unitSize: i32,
  values: i32,
  firstBit: i32,
  bits: i32,
  test: i32,
  flags: i32,
  bytes: i32,
  rowsOfNode: i32,
  columnCount: i32,
  wordsPerRow: i32,
  mask: i32,
  counts: i32,
  blockSize: i32,
  allowed: i32,
  violations: i32,
  violationWords: i32,
): i32 {
  const first = load<i32>(segments);
  const entries = load<i32>(segments + (nodeCount << 2)) - first;
  if (!areWithin(indices, entries, indexBytes, size)) return -1;
  const valueCount = entries * unitCount * unitSize;
  const isFull = valueCount == 0 || maskRow(bits, test, values, firstBit, valueCount, flags) == valueCount;
  let row = mask;
  for (let node = 0; node < nodeCount; node++) {
    const start = load<i32>(segments) - first;
    const end = load<i32>(segments, 4) - first;
    segments += 4;
    let inOrder: bool;
    if (indexBytes == 4) inOrder = scatterNode<u32>(indices, start, end, step, units, unitCount, unitSize, flags, isFull, bytes);
    else if (indexBytes == 2) inOrder = scatterNode<u16>(indices, start, end, step, units, unitCount, unitSize, flags, isFull, bytes);
    else inOrder = scatterNode<u8>(indices, start, end, step, units, unitCount, unitSize, flags, isFull, bytes);
    if (!inOrder) return -1;
    let from = bytes;
    let nonzeros = 0;
    for (let i = 0; i < rowsOfNode; i++) {
      const ones = collect(from, row, wordsPerRow);
      store<u32>(counts, ones);
      nonzeros += ones;
      from += wordsPerRow << 5;
      row += wordsPerRow << 2;
      counts += 4;
    }
    // An index that occurs twice sets the same byte.
    if (isFull && nonzeros != (end - start) * unitCount * unitSize) return -1;
  }
  // Not in the loop above: processors wait when they load 16 bytes that were just stored in smaller parts.
  let violating = 0;
  for (; mask < row; mask += wordsPerRow << 2) {
    violating += violationsOfRow(mask, columnCount, blockSize, allowed, violations, violationWords);
    violations += violationWords << 2;
  }
  return violating;
}

/** Sets the bytes of the nonzero values of a node. T: type of indices. @returns false, and sets none, if an index can occur twice and the number of set bytes does not show it */
@inline
function scatterNode<T>(
  indices: i32,
  start: i32,
  end: i32,
  step: i32,
  units: i32,
  unitCount: i32,
  unitSize: i32,
  flags: i32,
  isFull: bool,
  bytes: i32,
): bool {
  const last = indices + end * <i32>sizeof<T>();
  indices += start * <i32>sizeof<T>();
  const value = start * unitCount * unitSize;
  if (isFull && unitCount == 1 && unitSize == 1) {
    setAll<T>(indices, last, step, bytes);
    return true;
  }
  if (!isFull && !areInOrder<T>(indices, last)) return false;
  if (unitSize == 4) {
    if (unitCount == 1) setFour<T>(indices, last, step, flags, value, bytes);
    else setFours<T>(indices, last, step, units, unitCount, flags, value, bytes);
  } else if (unitCount == 1) setOne<T>(indices, last, step, flags, value, bytes);
  else setOnes<T>(indices, last, step, units, unitCount, flags, value, bytes);
  return true;
}

/** Collects the top bits of the bytes of a row in a row of the mask, and clears the bytes. @returns number of ones */
@inline
function collect(bytes: i32, mask: i32, wordsPerRow: i32): i32 {
  const end = mask + (wordsPerRow << 2);
  let ones: i64 = 0;
  for (; mask + 8 <= end; mask += 8) {
    const bits = <u64>collected32(bytes) | (<u64>collected32(bytes + 32) << 32);
    store<u64>(mask, bits);
    ones += popcnt<u64>(bits);
    bytes += 64;
  }
  if (mask < end) {
    const bits = collected32(bytes);
    store<u32>(mask, bits);
    ones += popcnt<u32>(bits);
  }
  return <i32>ones;
}

@inline
function collected32(bytes: i32): u32 {
  const zero = i8x16.splat(0);
  const bits = i8x16.bitmask(v128.load(bytes)) | (i8x16.bitmask(v128.load(bytes, 16)) << 16);
  v128.store(bytes, zero);
  v128.store(bytes, zero, 16);
  return <u32>bits;
}

/** Whether unsigned integers of some bytes are less than `size`. A negative index is a large one. */
function areWithin(at: i32, count: i32, bytesEach: i32, size: i32): bool {
  if (count == 0) return true;
  if (bytesEach == 4) return largest<u32>(at, count) < <u32>size;
  return <i32>(bytesEach == 2 ? largest<u16>(at, count) : largest<u8>(at, count)) < size;
}

function largest<T>(at: i32, count: i32): u32 {
  const end = at + count * <i32>sizeof<T>();
  let first = i8x16.splat(0);
  let second = first;
  for (; at + 64 <= end; at += 64) {
    first = v128.max<T>(first, v128.max<T>(v128.load(at), v128.load(at, 16)));
    second = v128.max<T>(second, v128.max<T>(v128.load(at, 32), v128.load(at, 48)));
  }
  let largest: u32 = 0;
  for (; at < end; at += <i32>sizeof<T>()) largest = max<u32>(largest, load<T>(at));
  first = v128.max<T>(first, second);
  let left = i64x2.extract_lane(v128.max<T>(first, i8x16.shuffle(first, first, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)), 0);
  for (; left != 0; left = <i64>(<u64>left >> (sizeof<T>() << 3))) largest = max<u32>(largest, <T>left);
  return largest;
}

/** Whether unsigned integers increase: then they are different. */
function areInOrder<T>(at: i32, end: i32): bool {
  const each = <i32>sizeof<T>();
  let wrong = i8x16.splat(0);
  at += each;
  for (; at + 16 <= end; at += 16) wrong = v128.or(wrong, v128.le<T>(v128.load(at), v128.load(at - each)));
  let inOrder = !v128.any_true(wrong);
  for (; at < end; at += each) inOrder = inOrder && load<T>(at) > load<T>(at - each);
  return inOrder;
}
