// Runs in a browser page: the same rows through the CPU engine and its WebGPU twin. Bundled by tests/browser/twins.spec.ts.
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { liveTensors, type WebGPUEngine, webgpuEngine } from '../../src/kernels/webgpuEngine';
import type { Analysis } from '../../src/sparsity/analysis';
import type { ZerosPattern } from '../../src/sparsity/pattern';
import type { Level } from '../../src/sparsity/pyramid';
import { elementFormat, storedBytes } from '../../src/tflite/elementTypes';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { seededRandom } from './matrices';

/** Rows for both engines: what they look like, and the seed that their weights are drawn with. */
export type TwinCase = StoredRows & {
  readonly pattern: ZerosPattern;
  readonly seed: number;
  /** How many weights are zero, 0..1; a half if not given. */
  readonly zeroShare?: number;
  /** Damages the GPU's answer, to see that the comparison would notice. */
  readonly plant?: 'mask' | 'row count' | 'violation';
};

export type TwinsPage = {
  /** What differs between the engines' answers, by field; empty when nothing does. An answer that no GPU kernel computed differs too. */
  differences(twinCase: TwinCase): Promise<string[]>;
  /** Non-zeros that the CPU found, to see that a case is no trivial one. */
  nonzeros(twinCase: TwinCase): Promise<number>;
  liveTensors(): number;
};

const cpu = cpuEngine();
let gpu: Promise<WebGPUEngine> | undefined;
let dispatches = 0;
const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...counts) {
  dispatches++;
  return dispatchWorkgroups.apply(this, counts);
};

const page: TwinsPage = {
  async differences(twinCase) {
    gpu ??= webgpuEngine();
    const bytes = bytesOf(twinCase);
    const expected = await cpu.analysisOf(twinCase, bytes, twinCase.pattern);
    const before = dispatches;
    const found = await (await gpu).analysisOf(twinCase, bytes, twinCase.pattern);
    const forAnalysis = dispatches - before;
    plant(found, twinCase.plant);
    const expectedLevels = (await cpu.pyramidOf(expected.mask)).levels;
    const foundLevels = (await (await gpu).pyramidOf(expected.mask)).levels;
    const forLevels = dispatches - before - forAnalysis;
    const isEmpty = expected.mask.words.length === 0;
    return [
      ...differencesOf(expected, found),
      ...differentLevels(expectedLevels, foundLevels),
      // The mask and its summary take a kernel each, and so does each level.
      ...differentCount('GPU kernels of the analysis', isEmpty ? 0 : 2, forAnalysis),
      ...differentCount('GPU kernels of the levels', expectedLevels.length, forLevels),
    ];
  },
  async nonzeros(twinCase) {
    return (await cpu.analysisOf(twinCase, bytesOf(twinCase), twinCase.pattern)).summary.nonzeros;
  },
  liveTensors,
};

(globalThis as unknown as { twins: TwinsPage }).twins = page;

function differencesOf(expected: Analysis, found: Analysis): string[] {
  const totals = ({ mask, summary }: Analysis) =>
    JSON.stringify([
      ...[mask.rowCount, mask.columnCount, mask.wordsPerRow, summary.pattern, summary.nonzeros, summary.blocks],
      ...[summary.conformingBlocks, summary.violations.columnCount, summary.violations.wordsPerRow],
    ]);
  return [
    ...differing('mask', expected.mask.words, found.mask.words),
    ...differing('row count', expected.summary.rowNonzeros, found.summary.rowNonzeros),
    ...differing('violation', expected.summary.violations.words, found.summary.violations.words),
    ...(totals(expected) === totals(found) ? [] : [`totals: ${totals(found)}, not ${totals(expected)}`]),
  ];
}

function differing(what: string, expected: Uint32Array, found: Uint32Array): string[] {
  if (expected.length !== found.length) return [`${what}: ${found.length} words, not ${expected.length}`];
  const at = expected.findIndex((word, i) => word !== found[i]);
  return at < 0 ? [] : [`${what}: word ${at} is ${found[at].toString(16)}, not ${expected[at].toString(16)}`];
}

function differentLevels(expected: readonly Level[], found: readonly Level[]): string[] {
  const sizes = (levels: readonly Level[]) =>
    JSON.stringify(levels.map(({ counts, ...size }) => [size, counts.length, counts.constructor.name]));
  if (sizes(expected) !== sizes(found)) return [`levels: ${sizes(found)}, not ${sizes(expected)}`];
  return expected.flatMap(({ cellSize, counts }, i) => {
    const at = counts.findIndex((count, cell) => count !== found[i].counts[cell]);
    return at < 0 ? [] : [`level ${cellSize}: cell ${at} is ${found[i].counts[at]}, not ${counts[at]}`];
  });
}

function differentCount(what: string, expected: number, found: number): string[] {
  return expected === found ? [] : [`${what}: ${found}, not ${expected}`];
}

function plant({ mask, summary }: Analysis, what: TwinCase['plant']): void {
  if (what === 'mask') mask.words[mask.words.length - 1] ^= 1;
  if (what === 'row count') summary.rowNonzeros[summary.rowNonzeros.length - 1]++;
  if (what === 'violation') summary.violations.words[0] ^= 1;
}

/** Zeros, all that is nearly zero, and anything else, as stored. */
function bytesOf({
  rowCount,
  columnCount,
  firstElement,
  type,
  zeroPoints,
  seed,
  zeroShare = 0.5,
}: TwinCase): Uint8Array {
  const { bits, kind } = elementFormat(type)!;
  const random = seededRandom(seed);
  const skipped = bits < 8 ? firstElement % (8 / bits) : 0;
  const bytes = new Uint8Array(storedBytes({ bits, kind }, skipped + rowCount * columnCount));
  // What lies before the first element belongs to another row, and must not matter.
  if (skipped > 0) bytes[0] = 0xff;
  const all = 2n ** BigInt(bits) - 1n;
  const zeros = kind === 'float' ? [0n, 1n << BigInt(bits - 1)] : zeroPoints.values.map((value) => BigInt(value) & all);
  const middle = BigInt(bits >> 1);
  const special = bits === 32 ? [0x7f800000n, 0x7fc00000n] : []; // infinity and NaN of FLOAT32
  const others = [1n, 2n, all, all >> 1n, 1n << middle, 1n << (middle - 1n), ...special];
  const pick = (from: readonly bigint[]) => from[Math.floor(random() * from.length)];
  for (let element = 0; element < rowCount * columnCount; element++) {
    const chance = random();
    const rest = chance < zeroShare + (1 - zeroShare) / 2 ? pick(others) : BigInt(Math.floor(random() * 2 ** 32));
    put(bytes, (skipped + element) * bits, bits, (chance < zeroShare ? pick(zeros) : rest) & all);
  }
  return bytes;
}

function put(bytes: Uint8Array, firstBit: number, bits: number, value: bigint): void {
  if (bits < 8) {
    const mask = (2 ** bits - 1) << (firstBit % 8);
    const at = Math.floor(firstBit / 8);
    bytes[at] = (bytes[at] & ~mask) | (Number(value) << (firstBit % 8));
    return;
  }
  for (let byte = 0; byte < bits / 8; byte++) bytes[firstBit / 8 + byte] = Number((value >> BigInt(8 * byte)) & 0xffn);
}
