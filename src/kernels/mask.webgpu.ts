import { type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import type { ZeroTest } from '../tflite/weights/zeroBits';

const workgroupSize: [number, number, number] = [64, 1, 1];

/** How a thread loads its 32 weights: four words, one word or one weight at a time. */
type Reading = 'four words' | 'words' | 'weights';

/**
 * Computes a mask. One thread computes one mask word (32 weights of a row) with SWAR compares: all weights in a loaded word are compared at once.
 * Rows that start on 16 bytes are loaded 16 bytes at a time.
 *
 * Inputs: stored bytes as 32-bit words; zero points as bit patterns, see zeroBytes. Output: int32 [rowCount * wordsPerRow].
 * Create a new program for each run, because tfjs modifies it.
 */
export function maskProgram(test: ZeroTest, rows: StoredRows, wordsPerRow: number): WebGPUProgram {
  const outputShape = [rows.rowCount * wordsPerRow];
  const dispatchLayout = { x: [0] };
  const reading = readingOf(test, rows);
  const perChannel = test.zeros.length > 1;
  const isLong = test.highZeros !== undefined;
  return {
    variableNames: ['stored', 'zeros'],
    variableComponents: [reading === 'four words' ? 4 : 1, 1],
    outputShape,
    // The key contains everything that the code depends on. The rest are uniforms.
    shaderKey: `prunescope_mask_${test.bits}_${isLong}_${perChannel}_${reading}`,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, outputShape, workgroupSize),
    workgroupSize,
    uniforms:
      'columnCount : u32, wordsPerRow : u32, firstBit : u32, care : u32, channels : u32, stride : u32, firstChannelElement : u32,',
    size: true,
    getUserCode: () =>
      reading === 'weights' ? weightsCode(test.bits, isLong, perChannel) : wordsCode(test.bits, reading),
  };
}

/** The zero points as bit patterns, one per channel. For integers of 64 bits, the lower words of all channels, then the upper words. */
export function zeroBytes({ zeros, highZeros }: ZeroTest): Uint8Array {
  if (!highZeros) return new Uint8Array(zeros.buffer);
  const words = new Uint32Array(zeros.length * 2);
  words.set(zeros);
  words.set(highZeros, zeros.length);
  return new Uint8Array(words.buffer);
}

/** Values for the uniforms of the program, in order. */
export function maskUniforms({ columnCount, firstElement }: StoredRows, test: ZeroTest, wordsPerRow: number): number[] {
  const channels = test.zeros.length;
  // Bits of the first byte that belong to the previous row.
  const firstBit = (firstElement * test.bits) % 8;
  // Index of the first element, reduced modulo the channels so that it fits 32 bits.
  const firstChannelElement = firstElement % (test.stride * channels);
  return [columnCount, wordsPerRow, firstBit, test.care, channels, test.stride, firstChannelElement];
}

function readingOf(test: ZeroTest, { columnCount, firstElement }: StoredRows): Reading {
  const { bits, care, zeros, stride } = test;
  // Rare, so only the simplest kernel compares integers of 64 bits.
  if (test.highZeros) return 'weights';
  const rowBits = columnCount * bits;
  const onWords = rowBits % 32 === 0 && (firstElement * bits) % 8 === 0;
  const oneZeroPerRow = zeros.length === 1 || stride % columnCount === 0;
  // A zero point outside the range of its type has more bits than an element. Word compares would truncate it.
  const zerosFit = bits >= 32 || zeros.every((zero) => zero <= care);
  if (!onWords || !oneZeroPerRow || !zerosFit) return 'weights';
  // With 2 bits, four words contain more than the 32 weights of a thread.
  return bits > 2 && rowBits % 128 === 0 ? 'four words' : 'words';
}

/** Floats are compared as bits, because WGSL can flush denormals to zero. Source: WGSL, "Floating Point Evaluation". */
function wordsCode(bits: ZeroTest['bits'], reading: 'four words' | 'words'): string {
  const words = reading === 'four words' ? 4 : 1;
  const weightsOfLoad = (32 * words) / bits;
  const parts = ['x', 'y', 'z', 'w'].slice(0, words);
  const collect =
    bits === 64
      ? pairsOfWords(words)
      : parts.map((part, i) => {
          const word = words === 1 ? 'loaded' : `loaded.${part}`;
          return `word = word | (nonzeros(bitcast<u32>(${word}), zero) << (at + ${(i * 32) / bits}u));`;
        });
  // With 64 bits, one word is half a weight, so two words are loaded.
  const loads = bits === 64 && words === 1 ? 2 : 1;
  return `
fn nonzeros(stored : u32, zero : u32) -> u32 {
  ${nonzeroBits(bits)}
}
fn main(index : i32) {
  if (index < uniforms.size) {
    let row = u32(index) / uniforms.wordsPerRow;
    let firstColumn = (u32(index) - row * uniforms.wordsPerRow) * 32u;
    let count = min(32u, uniforms.columnCount - firstColumn);
    let element = row * uniforms.columnCount;
    let channel = ((uniforms.firstChannelElement + element) / uniforms.stride) % uniforms.channels;
    let zero = bitcast<u32>(zeros[channel]);
    let first = (element / 32u * ${bits}u + element % 32u * ${bits}u / 32u + firstColumn * ${bits}u / 32u) / ${words}u;
    var word = 0u;
    var place = first;
    for (var at = 0u; at < count; at = at + ${Math.max(1, weightsOfLoad)}u) {
      let loaded = stored[place];
      ${loads === 2 ? 'let next = stored[place + 1u];' : ''}
      ${[collect].flat().join('\n      ')}
      place = place + ${loads}u;
    }
    result[index] = bitcast<i32>(word);
  }
}`;
}

/** FLOAT64: OR of the low word and the high word without its sign. */
function pairsOfWords(words: number): string[] {
  const joined = (low: string, high: string) => `(bitcast<u32>(${low}) | (bitcast<u32>(${high}) & 0x7fffffffu))`;
  const set = (value: string, i: number) => `word = word | (select(0u, 1u, ${value} != 0u) << (at + ${i}u));`;
  if (words === 1) return [set(joined('loaded', 'next'), 0)];
  return [set(joined('loaded.x', 'loaded.y'), 0), set(joined('loaded.z', 'loaded.w'), 1)];
}

/** Body of a function from 32 bits of stored weights to one bit per weight, 1 = not zero, the first weight lowest. */
function nonzeroBits(bits: ZeroTest['bits']): string {
  if (bits >= 32) return 'return select(0u, 1u, (stored & uniforms.care) != zero);';
  // XOR with the zero point, for all elements of the word at once. Then OR the bits of each element into its lowest bit.
  const lowest = (2 ** 32 - 1) / (2 ** bits - 1);
  const gather: string[] = [];
  for (let shift = 1; shift < bits; shift *= 2) gather.push(`d = d | (d >> ${shift}u);`);
  // Then compact the lowest bits: each step doubles the length of adjacent runs.
  const pack: string[] = [];
  for (let run = 1, gap = bits - 1; run * bits < 32; run *= 2, gap *= 2) {
    pack.push(`d = (d | (d >> ${gap}u)) & ${packedMask(bits, run * 2)}u;`);
  }
  return `var d = (stored & (uniforms.care * ${lowest}u)) ^ (zero * ${lowest}u);
  ${gather.join(' ')}
  d = d & ${lowest}u;
  ${pack.join(' ')}
  return d;`;
}

/** Mask with a run of `run` ones for every `run` elements. */
function packedMask(bits: number, run: number): number {
  let mask = 0;
  for (let start = 0; start < 32; start += run * bits) mask += (2 ** run - 1) * 2 ** start;
  return mask;
}

function weightsCode(bits: ZeroTest['bits'], isLong: boolean, perChannel: boolean): string {
  const channel = '((uniforms.firstChannelElement + first + i) / uniforms.stride) % uniforms.channels';
  return `
fn elementBits(element : u32) -> ${isLong ? 'vec2<u32>' : 'u32'} {
  ${isLong ? longCode : elementCode(bits)}
}
fn main(index : i32) {
  if (index < uniforms.size) {
    let row = u32(index) / uniforms.wordsPerRow;
    let firstColumn = (u32(index) - row * uniforms.wordsPerRow) * 32u;
    let count = min(32u, uniforms.columnCount - firstColumn);
    let first = row * uniforms.columnCount + firstColumn;
    ${perChannel ? '' : zeroCode('0u', isLong)}
    var word = 0u;
    for (var i = 0u; i < count; i = i + 1u) {
      ${perChannel ? `let channel = ${channel};` : ''}
      ${perChannel ? zeroCode('channel', isLong) : ''}
      let isNonZero = ${isLong ? 'any(elementBits(first + i) != zero)' : '(elementBits(first + i) & uniforms.care) != zero'};
      word = word | (select(0u, 1u, isNonZero) << i);
    }
    result[index] = bitcast<i32>(word);
  }
}`;
}

function zeroCode(channel: string, isLong: boolean): string {
  const zero = `bitcast<u32>(zeros[${channel}])`;
  return `let zero = ${isLong ? `vec2<u32>(${zero}, bitcast<u32>(zeros[${channel} + uniforms.channels]))` : zero};`;
}

/** Both words of an integer of 64 bits. */
const longCode =
  'return vec2<u32>(bitcast<u32>(stored[element * 2u]), bitcast<u32>(stored[element * 2u + 1u])) & vec2<u32>(uniforms.care);';

function elementCode(bits: ZeroTest['bits']): string {
  if (bits === 64) {
    return 'return bitcast<u32>(stored[element * 2u]) | (bitcast<u32>(stored[element * 2u + 1u]) & 0x7fffffffu);';
  }
  if (bits === 32) return 'return bitcast<u32>(stored[element]);';
  return `let bit = uniforms.firstBit + element * ${bits}u;
  return (bitcast<u32>(stored[bit >> 5u]) >> (bit & 31u)) & ${2 ** bits - 1}u;`;
}
