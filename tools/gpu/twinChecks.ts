import fc from 'fast-check';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { webgpuEngine } from '../../src/kernels/webgpuEngine';
import { twoOfFour, type ZerosPattern } from '../../src/sparsity/pattern';
import { single } from '../../src/tflite/weights/channels';
import { engineDifferences } from '../../tests/support/engineDifferences';
import { seededRandom } from '../../tests/support/matrices';
import { type Draw, drawFrom } from '../../tests/support/randomDraw';
import { type WeightType, weightTypes } from '../../tests/support/randomWeights';
import { type TwinCase, twinBytes } from '../../tests/support/twinCase';
import { type Case, caseName, prunedBytes } from '../bench/prunedBytes';
import type { TwinChecks } from './checksLine';

/** Masks, summaries and pyramids of the WebGPU engine against those of its twins, bit for bit. */
export async function twinChecks(randomCases: number, seed: number, largeCases: readonly Case[]): Promise<TwinChecks> {
  const gpu = await webgpuEngine();
  const cpu = cpuEngine();
  const different: { case: unknown; differences: string[] }[] = [];
  const note = (of: unknown, differences: string[]) => {
    if (differences.length > 0 && different.length < 10) different.push({ case: of, differences });
  };
  const drawn = fc.sample(
    fc.gen().map((generate) => randomTwinCase(drawFrom(generate))),
    { seed, numRuns: randomCases },
  );
  for (const twinCase of drawn) {
    const { pattern } = twinCase;
    note(twinCase, await engineDifferences(cpu, gpu, { rows: twinCase, bytes: twinBytes(twinCase), pattern }));
  }
  // Many threads, to reveal races.
  for (const size of largeCases) {
    const rows = { ...size, firstElement: 0, zeroPoints: single(0) };
    const rowsToCheck = { rows, bytes: damaged(prunedBytes(size), seed), pattern: twoOfFour };
    note(caseName(size), await engineDifferences(wasmEngine()!, gpu, rowsToCheck));
  }
  const planted = { rows: drawn[0], bytes: twinBytes(drawn[0]), pattern: drawn[0].pattern };
  const noticed = await engineDifferences(cpu, gpu, planted, ({ mask }) => {
    mask.words[mask.words.length - 1] ^= 1;
  });
  return { seed, randomCases, largeCases: largeCases.length, noticesDamage: noticed.length > 0, different };
}

function randomTwinCase(draw: Draw): TwinCase {
  const type = draw.pick(...(Object.keys(weightTypes) as WeightType[]));
  // Half of the rows start at a word or at four words.
  const columnCount = draw.chance(50) ? draw.between(1, 1500) : draw.pick(4, 8, 16, 32, 128) * draw.between(1, 12);
  const zeroPoints = randomZeroPoints(draw, type, columnCount);
  return {
    ...{ type, columnCount, rowCount: draw.between(1, Math.max(1, Math.floor(12_000 / columnCount))) },
    // Runs of stored-sparse weights start at any position, but only if all share one zero point.
    firstElement:
      (zeroPoints.values.length > 1 ? columnCount : 1) * draw.pick(0, draw.between(1, 100), draw.between(1, 3_000_000)),
    zeroPoints,
    pattern: draw.chance(40) ? twoOfFour : randomPattern(draw),
    seed: draw.between(0, 2 ** 30),
    zeroShare: draw.pick(0, 0.1, 0.5, 0.5, 0.9, 1),
  };
}

function randomPattern(draw: Draw): ZerosPattern {
  const of = draw.chance(30) ? 4 : draw.between(2, 64);
  return { zeros: draw.between(1, of - 1), of };
}

function randomZeroPoints(draw: Draw, type: WeightType, columnCount: number): TwinCase['zeroPoints'] {
  const { bits, kind } = weightTypes[type];
  if (kind === 'float') return single(0);
  if (bits === 64) return randomLongZeroPoints(draw, columnCount);
  const [least, most] = kind === 'signed' ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  const inRange = () => draw.pick(0, 1, least, most, draw.between(least, most));
  if (draw.chance(40)) return single(inRange());
  // With several zero points of INT32, no bits are left to mark one that is out of range, so the kernel rejects them.
  const value = () => (bits < 32 && draw.chance(5) ? draw.pick(most + 1, least - 1) : inRange());
  const values = Array.from({ length: draw.between(2, 40) }, value);
  return { values, stride: draw.pick(1, draw.between(2, 70), columnCount, 2 * columnCount) };
}

/** Zero points of 64 bits. They can be larger than the integers that numbers hold exactly. */
function randomLongZeroPoints(draw: Draw, columnCount: number): TwinCase['zeroPoints'] {
  const value = () => draw.pick(0n, 1n, 2n ** 53n + 1n, BigInt(draw.between(0, 2 ** 31 - 1)) * 0x1_0000_0001n);
  const exact = Array.from({ length: draw.chance(40) ? 1 : draw.between(2, 40) }, value);
  return { values: exact.map(Number), exact, stride: draw.pick(1, draw.between(2, 70), columnCount) };
}

/** Some weights that are zero become ones, so that blocks break the pattern. */
function damaged(bytes: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  for (let i = 0; i < 5000; i++) bytes[Math.floor(random() * bytes.length)] |= 1;
  return bytes;
}
