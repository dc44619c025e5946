import { type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { Mask } from '../sparsity/mask';
import type { ZerosPattern } from '../sparsity/pattern';

const workgroupSize: [number, number, number] = [64, 1, 1];

/**
 * Computes non-zeros of rows and violating blocks from a mask. One thread computes one word of violations (32 blocks of a row).
 *
 * Input: mask words, int32 [rowCount * wordsPerRow]. Output: int32 [rowCount * (1 + violationWordsPerRow)], for each row its count, then its
 * violation bits. The output must be zeros at the start, because the threads of a row add to its count. Uniforms: threadCount, columnCount,
 * wordsPerRow, violationWordsPerRow, blockSize, allowed non-zeros of a block.
 */
export function summaryProgram(rowCount: number, violationWordsPerRow: number, blockSize: number): WebGPUProgram {
  const outputShape = [rowCount * (1 + violationWordsPerRow)];
  const dispatchLayout = { x: [0] };
  const ofFour = blockSize === 4;
  return {
    variableNames: ['mask'],
    outputShape,
    shaderKey: `prunescope_summary_${ofFour}`,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, [rowCount * violationWordsPerRow], workgroupSize),
    workgroupSize,
    atomic: true,
    uniforms:
      'threadCount : u32, columnCount : u32, wordsPerRow : u32, violationWordsPerRow : u32, blockSize : u32, allowed : u32,',
    getUserCode: () => `
${ofFour ? blocksOfFour : blocksOfAny}
fn main(index : i32) {
  if (u32(index) < uniforms.threadCount) {
    let row = u32(index) / uniforms.violationWordsPerRow;
    let word = u32(index) - row * uniforms.violationWordsPerRow;
    let found = blocksAt(row * uniforms.wordsPerRow, word);
    let output = row * (1u + uniforms.violationWordsPerRow);
    atomicStore(&result[output + 1u + word], bitcast<i32>(found.violations));
    atomicAdd(&result[output], bitcast<i32>(found.nonzeros));
  }
}`,
  };
}

const blocks = `
struct Blocks { violations : u32, nonzeros : u32 }
`;

/** Blocks of 4, with SWAR counts in the eight nibbles of a word. */
const blocksOfFour = `${blocks}
fn blocksAt(first : u32, word : u32) -> Blocks {
  // Sets the top bit of a nibble if its count is more than allowed.
  let carry = (7u - uniforms.allowed) * 0x11111111u;
  var found = Blocks(0u, 0u);
  for (var i = 0u; i < min(4u, uniforms.wordsPerRow - word * 4u); i = i + 1u) {
    let bits = bitcast<u32>(mask[first + word * 4u + i]);
    found.nonzeros = found.nonzeros + countOneBits(bits);
    let pairs = bits - ((bits >> 1u) & 0x55555555u);
    let counts = (pairs & 0x33333333u) + ((pairs >> 2u) & 0x33333333u);
    var flags = ((counts + carry) >> 3u) & 0x11111111u;
    flags = (flags | (flags >> 3u)) & 0x03030303u;
    flags = (flags | (flags >> 6u)) & 0x000f000fu;
    flags = (flags | (flags >> 12u)) & 0x000000ffu;
    found.violations = found.violations | (flags << (i * 8u));
  }
  return found;
}`;

/** Blocks of any size, one after the other. They can cross words. */
const blocksOfAny = `${blocks}
// Number of ones in columns [start, end) of the row at word \`first\`.
fn bitsBetween(first : u32, start : u32, end : u32) -> u32 {
  var count = 0u;
  var column = start;
  while (column < end) {
    let bit = column & 31u;
    let length = min(32u - bit, end - column);
    let word = bitcast<u32>(mask[first + (column >> 5u)]);
    count = count + countOneBits(extractBits(word, bit, length));
    column = column + length;
  }
  return count;
}
fn blocksAt(first : u32, word : u32) -> Blocks {
  var found = Blocks(0u, 0u);
  let end = min(uniforms.columnCount, (word + 1u) * 32u * uniforms.blockSize);
  var i = 0u;
  for (var start = word * 32u * uniforms.blockSize; start < end; start = start + uniforms.blockSize) {
    let count = bitsBetween(first, start, min(start + uniforms.blockSize, uniforms.columnCount));
    found.nonzeros = found.nonzeros + count;
    found.violations = found.violations | (select(0u, 1u, count > uniforms.allowed) << i);
    i = i + 1u;
  }
  return found;
}`;

/** Values for the uniforms of the program, in order. */
export function summaryUniforms(
  { rowCount, columnCount, wordsPerRow }: Mask,
  violationWordsPerRow: number,
  { zeros, of }: ZerosPattern,
): number[] {
  return [rowCount * violationWordsPerRow, columnCount, wordsPerRow, violationWordsPerRow, of, of - zeros];
}
