import { type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { Mask } from '../sparsity/mask';
import { countsFor, type Level, levelSizes } from '../sparsity/pyramid';

const workgroupSize: [number, number, number] = [64, 1, 1];

/** A level in GPU memory: counts packed into words. Each row starts on a word. */
export type PackedLevel = Pick<Level, 'cellSize' | 'rowCount' | 'columnCount'> & {
  /** Bits of a count: 1 for a mask, else 8, 16 or 32. */
  readonly bits: number;
  readonly wordsPerRow: number;
};

/** The mask and its levels in GPU memory, from fine to coarse. */
export function packedLevelsOf(mask: Mask): PackedLevel[] {
  const { rowCount, columnCount, wordsPerRow } = mask;
  const levels = levelSizes(mask).map((size) => {
    const bits = 8 * countsFor(size.cellSize, 0).BYTES_PER_ELEMENT;
    return { ...size, bits, wordsPerRow: Math.ceil((size.columnCount * bits) / 32) };
  });
  return [{ cellSize: 1, rowCount, columnCount, bits: 1, wordsPerRow }, ...levels];
}

/**
 * Computes a level from the finer one. One thread computes one word of counts. A count sums 4 x 4 bits of the mask or 2 x 2 finer cells.
 *
 * Input: the finer level, int32 [rowCount * wordsPerRow]. Output: the coarser level in the same layout.
 */
export function levelProgram(finer: PackedLevel, coarser: PackedLevel): WebGPUProgram {
  const outputShape = [coarser.rowCount * coarser.wordsPerRow];
  const dispatchLayout = { x: [0] };
  return {
    variableNames: ['finer'],
    outputShape,
    shaderKey: `prunescope_level_${finer.bits}_${coarser.bits}`,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, outputShape, workgroupSize),
    workgroupSize,
    uniforms:
      'wordsPerRow : u32, columnCount : u32, finerRowCount : u32, finerWordsPerRow : u32, finerColumnCount : u32,',
    size: true,
    getUserCode: () => levelCode(finer.bits, coarser.bits),
  };
}

/** Values for the uniforms of the program, in order. */
export function levelUniforms(finer: PackedLevel, coarser: PackedLevel): number[] {
  return [coarser.wordsPerRow, coarser.columnCount, finer.rowCount, finer.wordsPerRow, finer.columnCount];
}

function levelCode(finerBits: number, bits: number): string {
  const side = finerBits === 1 ? 4 : 2;
  const cells = 32 / bits;
  const count =
    finerBits === 1
      ? // The four bits of a cell never cross a word. Bits after the end of a row are 0.
        'countOneBits(extractBits(bitcast<u32>(finer[line + (column >> 3u)]), (column & 7u) * 4u, 4u))'
      : `finerCount(line, column * 2u) + select(0u, finerCount(line, column * 2u + 1u), column * 2u + 1u < uniforms.finerColumnCount)`;
  return `
fn finerCount(line : u32, column : u32) -> u32 {
  let bit = column * ${finerBits}u;
  return extractBits(bitcast<u32>(finer[line + (bit >> 5u)]), bit & 31u, ${finerBits}u);
}
fn main(index : i32) {
  if (index < uniforms.size) {
    let row = u32(index) / uniforms.wordsPerRow;
    let first = (u32(index) - row * uniforms.wordsPerRow) * ${cells}u;
    var word = 0u;
    for (var i = 0u; i < ${cells}u; i = i + 1u) {
      let column = first + i;
      if (column >= uniforms.columnCount) { break; }
      var count = 0u;
      for (var finerRow = row * ${side}u; finerRow < min((row + 1u) * ${side}u, uniforms.finerRowCount); finerRow = finerRow + 1u) {
        let line = finerRow * uniforms.finerWordsPerRow;
        count = count + ${count};
      }
      word = word | (count << (i * ${bits}u));
    }
    result[index] = bitcast<i32>(word);
  }
}`;
}
