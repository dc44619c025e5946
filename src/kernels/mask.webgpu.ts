import { type WebGPUProgram, webgpu_util } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import type { ZeroTest } from '../tflite/weights/zeroBits';

const workgroupSize: [number, number, number] = [64, 1, 1];

/** How a thread reads its 32 weights: four words at a load, a word at a load, or a weight at a time. */
type Reading = 'four words' | 'words' | 'weights';

/**
 * Packs stored weights into a mask: a thread per mask word, that is per 32 weights of a row. All weights of a word are compared at once, and
 * where rows begin on 16 bytes they are loaded 16 bytes at a time.
 *
 * Inputs: the stored bytes as 32-bit words; the zero points as bit patterns, one a channel. Output: int32 [rowCount * wordsPerRow].
 * Made fresh for each run, since tfjs writes into the object it is given.
 */
export function maskProgram(test: ZeroTest, rows: StoredRows, wordsPerRow: number): WebGPUProgram {
  const outputShape = [rows.rowCount * wordsPerRow];
  const dispatchLayout = { x: [0] };
  const reading = readingOf(test, rows);
  const perChannel = test.zeros.length > 1;
  return {
    variableNames: ['stored', 'zeros'],
    variableComponents: [reading === 'four words' ? 4 : 1, 1],
    outputShape,
    // What is written into the code must be in the key; the rest are uniforms.
    shaderKey: `prunescope_mask_${test.bits}_${perChannel}_${reading}`,
    dispatchLayout,
    dispatch: webgpu_util.computeDispatch(dispatchLayout, outputShape, workgroupSize),
    workgroupSize,
    uniforms:
      'columnCount : u32, wordsPerRow : u32, firstBit : u32, care : u32, channels : u32, stride : u32, firstChannelElement : u32,',
    size: true,
    getUserCode: () => (reading === 'weights' ? weightsCode(test.bits, perChannel) : wordsCode(test.bits, reading)),
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

function readingOf({ bits, care, zeros, stride }: ZeroTest, { columnCount, firstElement }: StoredRows): Reading {
  const rowBits = columnCount * bits;
  const onWords = rowBits % 32 === 0 && (firstElement * bits) % 8 === 0;
  const oneZeroPerRow = zeros.length === 1 || stride % columnCount === 0;
  // A zero point out of its type's range is wider than an element, and would be cut to one.
  const zerosFit = bits >= 32 || zeros.every((zero) => zero <= care);
  if (!onWords || !oneZeroPerRow || !zerosFit) return 'weights';
  // Of 2 bits, four words would hold more than a thread's 32 weights.
  return bits > 2 && rowBits % 128 === 0 ? 'four words' : 'words';
}

/** A float is tested on its bits: WGSL may flush denormals to zero. */
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
  // Of 64 bits a single word is half a weight, so two are loaded.
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

/** FLOAT64: the lower word and the upper one without its sign, joined. */
function pairsOfWords(words: number): string[] {
  const joined = (low: string, high: string) => `(bitcast<u32>(${low}) | (bitcast<u32>(${high}) & 0x7fffffffu))`;
  const set = (value: string, i: number) => `word = word | (select(0u, 1u, ${value} != 0u) << (at + ${i}u));`;
  if (words === 1) return [set(joined('loaded', 'next'), 0)];
  return [set(joined('loaded.x', 'loaded.y'), 0), set(joined('loaded.z', 'loaded.w'), 1)];
}

/** The body of a function from 32 bits of stored weights to a bit for each that is not zero, the first one lowest. */
function nonzeroBits(bits: ZeroTest['bits']): string {
  if (bits >= 32) return 'return select(0u, 1u, (stored & uniforms.care) != zero);';
  // Each element is compared within its own bits, all of them at once: what differs from zero is gathered in its lowest bit.
  const lowest = (2 ** 32 - 1) / (2 ** bits - 1);
  const gather: string[] = [];
  for (let shift = 1; shift < bits; shift *= 2) gather.push(`d = d | (d >> ${shift}u);`);
  // Then the lowest bits move together, doubling what lies side by side.
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

/** Ones where runs of `run` bits lie, a run for every `run` elements. */
function packedMask(bits: number, run: number): number {
  let mask = 0;
  for (let start = 0; start < 32; start += run * bits) mask += (2 ** run - 1) * 2 ** start;
  return mask;
}

function weightsCode(bits: ZeroTest['bits'], perChannel: boolean): string {
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

function elementCode(bits: ZeroTest['bits']): string {
  if (bits === 64) {
    return 'return bitcast<u32>(stored[element * 2u]) | (bitcast<u32>(stored[element * 2u + 1u]) & 0x7fffffffu);';
  }
  if (bits === 32) return 'return bitcast<u32>(stored[element]);';
  return `let bit = uniforms.firstBit + element * ${bits}u;
  return (bitcast<u32>(stored[bit >> 5u]) >> (bit & 31u)) & ${2 ** bits - 1}u;`;
}
