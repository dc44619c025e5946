import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { single } from '../../src/sparsity/channels';
import type { StoredRows } from '../../src/sparsity/engine';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { ElementType } from '../../src/tflite/elementTypes';
import { comparedFigures, type Figure, type Way } from './measure';

type Case = {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly type: ElementType;
  readonly bits: number;
};

const cases: readonly Case[] = [
  { rowCount: 1024, columnCount: 3136, type: 'FLOAT32', bits: 32 },
  { rowCount: 8192, columnCount: 8192, type: 'INT8', bits: 8 },
  { rowCount: 8192, columnCount: 8192, type: 'INT4', bits: 4 },
];

/** The pattern check by several ways, against a plain copy of the same bytes, which is the least that touching them costs. */
export async function checkFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const size of cases) {
    const bytes = prunedBytes(size);
    const rows: StoredRows = { ...size, firstElement: 0, zeroPoints: single(0) };
    const copy = new Uint8Array(bytes.length);
    const cpu = cpuEngine();
    const wasm = wasmEngine();
    if (!wasm) throw new Error('this Node.js has no WebAssembly SIMD');
    const ways: Way[] = [
      { name: 'copy', run: () => copy.set(bytes) },
      { name: 'wasm engine', run: () => wasm.analysisOf(rows, bytes, twoOfFour) },
      { name: 'cpu engine', run: () => cpu.analysisOf(rows, bytes, twoOfFour) },
    ];
    if (size.bits >= 8) ways.push({ name: 'one weight at a time', run: () => conformingBlocks(valuesOf(size, bytes)) });
    const name = `check ${size.rowCount}x${size.columnCount} ${size.type}`;
    figures.push(...(await comparedFigures(name, bytes.length, 'copy', ways)));
  }
  return figures;
}

/** Bytes in which every second weight of each four is zero, at places that a branch predictor cannot learn. */
function prunedBytes({ rowCount, columnCount, bits }: Case): Uint8Array {
  const bytes = new Uint8Array((rowCount * columnCount * bits) / 8);
  let seed = 1;
  for (let i = 0; i < bytes.length; i++) {
    // Numerical Recipes' linear congruential generator: the same bytes in every run.
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    bytes[i] = (seed >>> 24) | 1;
  }
  const bytesPerWeight = Math.max(1, bits / 8);
  for (let weight = 0; weight < bytes.length / bytesPerWeight; weight += 4) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const first = (seed >>> 30) & 3;
    for (const zero of [first, (first + 1 + ((seed >>> 28) & 1)) & 3]) {
      bytes.fill(0, (weight + zero) * bytesPerWeight, (weight + zero + 1) * bytesPerWeight);
    }
  }
  return bytes;
}

function valuesOf({ type }: Case, bytes: Uint8Array): Float32Array | Int8Array {
  return type === 'FLOAT32' ? new Float32Array(bytes.buffer) : new Int8Array(bytes.buffer);
}

/** What anyone would write first. */
function conformingBlocks(values: Float32Array | Int8Array): number {
  let conforming = 0;
  for (let start = 0; start < values.length; start += 4) {
    let zeros = 0;
    for (let i = start; i < start + 4; i++) if (values[i] === 0) zeros++;
    if (zeros >= 2) conforming++;
  }
  return conforming;
}
