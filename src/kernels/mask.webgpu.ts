import { type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { StoredRows } from '../sparsity/engine';
import type { ZeroTest } from '../sparsity/zeroBits';

const workgroupSize: [number, number, number] = [64, 1, 1];

/**
 * Packs stored weights into a mask: a thread per mask word, that is per 32 weights of a row.
 *
 * Inputs: the stored bytes as 32-bit words; the zero points as bit patterns, one a channel. Output: int32 [rowCount * wordsPerRow].
 * Made fresh for each run, since tfjs writes into the object it is given.
 */
export function maskProgram(test: ZeroTest, rowCount: number, wordsPerRow: number): WebGPUProgram {
  const outputShape = [rowCount * wordsPerRow];
  const dispatchLayout = { x: [0] };
  const perChannel = test.zeros.length > 1;
  return {
    variableNames: ['stored', 'zeros'],
    outputShape,
    // What is written into the code must be in the key; the rest are uniforms.
    shaderKey: `prunescope_mask_${test.bits}_${perChannel}`,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, outputShape, workgroupSize),
    workgroupSize,
    uniforms:
      'columnCount : u32, wordsPerRow : u32, firstBit : u32, care : u32, channels : u32, stride : u32, firstChannelElement : u32,',
    size: true,
    getUserCode: () => maskCode(test.bits, perChannel),
  };
}

/** The values of the uniforms above, in their order. */
export function maskUniforms({ columnCount, firstElement }: StoredRows, test: ZeroTest, wordsPerRow: number): number[] {
  const channels = test.zeros.length;
  // Bits of the first byte that belong to the row before.
  const firstBit = (firstElement * test.bits) % 8;
  // The first element's number, as far as it matters to the channel, so that it fits 32 bits.
  const firstChannelElement = firstElement % (test.stride * channels);
  return [columnCount, wordsPerRow, firstBit, test.care, channels, test.stride, firstChannelElement];
}

function maskCode(bits: ZeroTest['bits'], perChannel: boolean): string {
  return `
fn elementBits(element : u32) -> u32 {
  ${elementCode(bits)}
}
fn main(index : i32) {
  if (index < uniforms.size) {
    let row = u32(index) / uniforms.wordsPerRow;
    let firstColumn = (u32(index) - row * uniforms.wordsPerRow) * 32u;
    let count = min(32u, uniforms.columnCount - firstColumn);
    let first = row * uniforms.columnCount + firstColumn;
    ${perChannel ? '' : 'let zero = bitcast<u32>(zeros[0]);'}
    var word = 0u;
    for (var i = 0u; i < count; i = i + 1u) {
      ${perChannel ? 'let channel = ((uniforms.firstChannelElement + first + i) / uniforms.stride) % uniforms.channels;' : ''}
      ${perChannel ? 'let zero = bitcast<u32>(zeros[channel]);' : ''}
      word = word | (select(0u, 1u, (elementBits(first + i) & uniforms.care) != zero) << i);
    }
    result[index] = bitcast<i32>(word);
  }
}`;
}

/** A float is tested on its bits: WGSL may flush denormals to zero. */
function elementCode(bits: ZeroTest['bits']): string {
  if (bits === 64) {
    return 'return bitcast<u32>(stored[element * 2u]) | (bitcast<u32>(stored[element * 2u + 1u]) & 0x7fffffffu);';
  }
  if (bits === 32) return 'return bitcast<u32>(stored[element]);';
  return `let bit = uniforms.firstBit + element * ${bits}u;
  return (bitcast<u32>(stored[bit >> 5u]) >> (bit & 31u)) & ${2 ** bits - 1}u;`;
}
