// AssemblyScript, not TypeScript: see kernels.ts.
import { maskRow } from './maskRow';
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
 * @returns number of violating blocks; -1 if an index is outside, or if the indices of a node do not increase: then one can occur twice
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
  const valueCount = entries * unitCount * unitSize;
  const isFull = valueCount == 0 || maskRow(bits, test, values, firstBit, valueCount, flags) == valueCount;
  let violating = 0;
  for (let node = 0; node < nodeCount; node++) {
    const start = load<i32>(segments) - first;
    const end = load<i32>(segments, 4) - first;
    segments += 4;
    let inOrder: bool;
    if (indexBytes == 4) inOrder = scatterNode<u32>(indices, start, end, size, step, units, unitCount, unitSize, flags, isFull, bytes);
    else if (indexBytes == 2) inOrder = scatterNode<u16>(indices, start, end, size, step, units, unitCount, unitSize, flags, isFull, bytes);
    else inOrder = scatterNode<u8>(indices, start, end, size, step, units, unitCount, unitSize, flags, isFull, bytes);
    if (!inOrder) return -1;
    let from = bytes;
    for (let row = 0; row < rowsOfNode; row++) {
      store<u32>(counts, collect(from, mask, wordsPerRow));
      violating += violationsOfRow(mask, columnCount, blockSize, allowed, violations, violationWords);
      from += wordsPerRow << 5;
      mask += wordsPerRow << 2;
      counts += 4;
      violations += violationWords << 2;
    }
  }
  return violating;
}

/** Sets the bytes of the nonzero values of a node to 0x80. T: type of indices. @returns false, and sets none, if its indices are outside or out of order */
@inline
function scatterNode<T>(
  indices: i32,
  start: i32,
  end: i32,
  size: i32,
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
  if (!areInOrder<T>(indices, last, size)) return false;
  if (unitSize == 4) setFours<T>(indices, last, step, units, unitCount, flags, start * unitCount * 4, bytes);
  else if (isFull && unitCount == 1) setAll<T>(indices, last, step, bytes);
  else setOnes<T>(indices, last, step, units, unitCount, flags, start * unitCount, bytes);
  return true;
}

/** All values are nonzero, one for each entry. */
function setAll<T>(at: i32, last: i32, step: i32, bytes: i32): void {
  const each = <i32>sizeof<T>();
  for (; at + each * 4 <= last; at += each * 4) {
    store<u8>(bytes + <i32>load<T>(at) * step, 0x80);
    store<u8>(bytes + <i32>load<T>(at + each) * step, 0x80);
    store<u8>(bytes + <i32>load<T>(at + each * 2) * step, 0x80);
    store<u8>(bytes + <i32>load<T>(at + each * 3) * step, 0x80);
  }
  for (; at < last; at += each) store<u8>(bytes + <i32>load<T>(at) * step, 0x80);
}

function setOnes<T>(at: i32, last: i32, step: i32, units: i32, unitCount: i32, flags: i32, first: i32, bytes: i32): void {
  const end = units + (unitCount << 2);
  let value = first;
  for (; at < last; at += <i32>sizeof<T>()) {
    const entry = bytes + <i32>load<T>(at) * step;
    for (let unit = units; unit < end; unit += 4) {
      const place = entry + load<i32>(unit);
      const flag = (<u32>load<u8>(flags + (value >> 3)) >> (value & 7)) << 7;
      store<u8>(place, flag);
      value++;
    }
  }
}

/** Four values at once. */
function setFours<T>(at: i32, last: i32, step: i32, units: i32, unitCount: i32, flags: i32, first: i32, bytes: i32): void {
  const end = units + (unitCount << 2);
  let value = first;
  for (; at < last; at += <i32>sizeof<T>()) {
    const entry = bytes + <i32>load<T>(at) * step;
    for (let unit = units; unit < end; unit += 4) {
      const place = entry + load<i32>(unit);
      const four = (<u32>load<u8>(flags + (value >> 3)) >> (value & 4)) & 15;
      // Copies of the four bits, 7 bits apart, have bit i at the top of byte i.
      store<u32>(place, (four * 0x1020_4080) & 0x8080_8080);
      value += 4;
    }
  }
}

/** Collects the top bits of the bytes of a row in a row of the mask, and clears the bytes. @returns number of ones */
@inline
function collect(bytes: i32, mask: i32, wordsPerRow: i32): i32 {
  const zero = i8x16.splat(0);
  let ones = 0;
  for (let word = 0; word < wordsPerRow; word++) {
    const bits = i8x16.bitmask(v128.load(bytes)) | (i8x16.bitmask(v128.load(bytes, 16)) << 16);
    v128.store(bytes, zero);
    v128.store(bytes, zero, 16);
    store<u32>(mask, bits);
    ones += popcnt<i32>(bits);
    bytes += 32;
    mask += 4;
  }
  return ones;
}

/** Whether unsigned integers increase and the last one is less than `size`: then all are. A negative index is a large one. */
function areInOrder<T>(at: i32, end: i32, size: i32): bool {
  const each = <i32>sizeof<T>();
  if (at >= end) return true;
  if (<u32>load<T>(end - each) >= <u32>size) return false;
  let wrong = i8x16.splat(0);
  at += each;
  for (; at + 16 <= end; at += 16) wrong = v128.or(wrong, v128.le<T>(v128.load(at), v128.load(at - each)));
  let inOrder = !v128.any_true(wrong);
  for (; at < end; at += each) inOrder = inOrder && load<T>(at) > load<T>(at - each);
  return inOrder;
}
