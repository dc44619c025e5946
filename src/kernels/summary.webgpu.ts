import { type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu/dist/base';

const workgroupSize: [number, number, number] = [64, 1, 1];

/**
 * Non-zeros of each row and violating blocks, from a mask: a thread per row.
 *
 * Input: mask words, int32 [rowCount * wordsPerRow]. Output: int32 [rowCount * (1 + violationWordsPerRow)], a row's count and then its
 * violation bits. Uniforms: columnCount, wordsPerRow, violationWordsPerRow, blockSize, allowed non-zeros of a block.
 */
export function summaryProgram(rowCount: number, violationWordsPerRow: number): WebGPUProgram {
  const outputShape = [rowCount * (1 + violationWordsPerRow)];
  const dispatchLayout = { x: [0] };
  return {
    variableNames: ['mask'],
    outputShape,
    shaderKey: 'prunescope_summary',
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, [rowCount], workgroupSize),
    workgroupSize,
    uniforms:
      'rowCount : u32, columnCount : u32, wordsPerRow : u32, violationWordsPerRow : u32, blockSize : u32, allowed : u32,',
    getUserCode: () => `
// Ones among the columns [start, end) of the row that begins at word \`first\`.
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
fn main(index : i32) {
  let row = u32(index);
  if (row < uniforms.rowCount) {
    let firstWord = row * uniforms.wordsPerRow;
    let output = row * (1u + uniforms.violationWordsPerRow);
    let blocks = (uniforms.columnCount + uniforms.blockSize - 1u) / uniforms.blockSize;
    var nonzeros = 0u;
    for (var word = 0u; word < uniforms.violationWordsPerRow; word = word + 1u) {
      var bits = 0u;
      for (var i = 0u; i < min(32u, blocks - word * 32u); i = i + 1u) {
        let start = (word * 32u + i) * uniforms.blockSize;
        let count = bitsBetween(firstWord, start, min(start + uniforms.blockSize, uniforms.columnCount));
        nonzeros = nonzeros + count;
        bits = bits | (select(0u, 1u, count > uniforms.allowed) << i);
      }
      result[output + 1u + word] = bitcast<i32>(bits);
    }
    result[output] = bitcast<i32>(nonzeros);
  }
}`,
  };
}
