import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { memorySource } from '../../src/bytes/byteSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { openModel } from '../../src/model/openModel';
import type { Engine } from '../../src/sparsity/engine';
import { twoOfFour } from '../../src/sparsity/pattern';
import { single } from '../../src/tflite/weights/channels';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { buildModel, storedSparse } from '../../tests/support/buildModel';
import { denseLayer } from '../../tests/support/openBytes';
import { comparedFigures, type Figure, type Way, withGoal, withRatios } from './measure';
import { type Case, caseName, cases, prunedBytes } from './prunedBytes';
import { pythonFigures } from './python';

/** The pattern check by several ways, against a plain copy of the same bytes, which is the least that touching them costs. */
export async function checkFigures(folder: string): Promise<Figure[]> {
  await tf.setBackend('cpu');
  const [cpu, wasm] = [cpuEngine(), wasmEngine()];
  if (!wasm) throw new Error('this Node.js has no WebAssembly SIMD');
  const figures: Figure[] = [];
  for (const size of cases) figures.push(...(await figuresOf(size, { cpu, wasm }, folder)));
  return [...figures, ...(await maskFigures({ cpu, wasm })), ...(await storedSparseFigures({ cpu, wasm }))];
}

type Engines = { readonly cpu: Engine; readonly wasm: Engine };

async function figuresOf(size: Case, { cpu, wasm }: Engines, folder: string): Promise<Figure[]> {
  const bytes = prunedBytes(size);
  const rows: StoredRows = { ...size, firstElement: 0, zeroPoints: single(0) };
  const copy = new Uint8Array(bytes.length);
  const mask = new Uint8Array((size.rowCount * size.columnCount) / 8);
  const threshold = { value: 0.5, scales: single(0.25) };
  const own = wasm.memoryFor!(bytes.length)!;
  own.set(bytes);
  const ways: Way[] = [
    { name: 'plain copy', run: () => copy.set(bytes) },
    { name: floor, run: () => copyWindows(bytes, mask) },
    // As when the tensors of a model are counted in sequence.
    { name: 'wasm engine', run: async () => wasm.giveBack?.(await wasm.analysisOf(rows, bytes, twoOfFour)) },
    // As in the command, which reads files into the memory of the engine, and on the page, which reads files of the computer into it in parts.
    { name: inMemory, run: async () => wasm.giveBack?.(await wasm.analysisOf(rows, own, twoOfFour)) },
    {
      name: 'wasm engine, with a threshold',
      run: async () => wasm.giveBack?.(await wasm.analysisOf({ ...rows, threshold }, bytes, twoOfFour)),
    },
    { name: 'cpu engine', run: () => cpu.analysisOf(rows, bytes, twoOfFour) },
  ];
  if (size.bits >= 8) {
    ways.push(
      { name: 'TypeScript, one weight at a time', run: () => conformingBlocks(valuesOf(size, bytes)) },
      stockOperators(size, bytes),
    );
  }
  const file = join(folder, 'weights.bin');
  writeFileSync(file, bytes);
  const compared = await comparedFigures(caseName(size), bytes.length, ways);
  let figures = withRatios([...withFloor(compared), ...pythonFigures(size, file)]);
  const copies = { FLOAT32: 0.9, INT8: 1.1, INT4: 1.2, INT2: 1.2 }[size.type as string];
  if (copies) {
    for (const way of ['wasm engine', inMemory]) {
      figures = withGoal(figures, way, copies, 'plain copy', `at most ${copies} copies`);
    }
  }
  // The README says "as fast as a copy" of float32.
  if (size.type === 'FLOAT32') figures = withGoal(figures, 'wasm engine', 1.2, 'plain copy', 'about a copy', true);
  if (size.type === 'FLOAT32') {
    figures = withGoal(figures, 'wasm engine', 1 / 4, 'TypeScript, one weight at a time', '4 times one at a time');
    figures = withGoal(figures, 'wasm engine', 1 / 500, 'Python, double loop', '500 times the double loop');
    figures = withGoal(figures, 'wasm engine', 1 / 10, 'numpy, plain', '10 times numpy’s plain form');
  }
  // The fastest known form when the goal was set. The form with flags read as numbers is newer.
  figures = withGoal(figures, 'wasm engine', 1, 'numpy, four column sums', 'numpy’s four column sums');
  return figures;
}

const inMemory = 'wasm engine, weights in its memory';

// WebAssembly can access its own memory only. So this is the least that any of its kernels takes for weights that are elsewhere, without a computation.
const floor = 'weights into WebAssembly memory, mask out of it';
const memory = new Uint8Array(new WebAssembly.Memory({ initial: 4 }).buffer);

/** Copies weights into the memory of a module, as many at a time as fit, and their mask out of it. */
function copyWindows(weights: Uint8Array, mask: Uint8Array): void {
  const maskBytes = (memory.length * mask.length) / weights.length;
  for (let at = 0, maskAt = 0; at < weights.length; at += memory.length, maskAt += maskBytes) {
    memory.set(weights.subarray(at, at + memory.length));
    mask.set(memory.subarray(0, Math.min(maskBytes, mask.length - maskAt)), maskAt);
  }
}

/** Says how many times the floor the kernels take. */
function withFloor(figures: readonly Figure[]): Figure[] {
  const least = figures.find(({ way }) => way === floor)!.milliseconds;
  return figures.map((figure) =>
    figure.way === 'wasm engine'
      ? { ...figure, note: `${(figure.milliseconds / least).toFixed(2)} times the floor` }
      : figure,
  );
}

/** Pyramid, margins and structure of a mask, against a copy of the weights as float32. */
async function maskFigures({ cpu, wasm }: Engines): Promise<Figure[]> {
  const [size] = cases;
  const bytes = prunedBytes(size);
  const copy = new Uint8Array(bytes.length);
  const { mask } = await cpu.analysisOf({ ...size, firstElement: 0, zeroPoints: single(0) }, bytes, twoOfFour);
  return comparedFigures(`mask ${size.rowCount}x${size.columnCount}`, bytes.length, [
    { name: 'plain copy', run: () => copy.set(bytes) },
    { name: 'pyramid, wasm engine', run: () => wasm.pyramidOf(mask) },
    { name: 'pyramid, cpu engine', run: () => cpu.pyramidOf(mask) },
    { name: 'margins, wasm engine', run: () => wasm.marginsOf(mask) },
    { name: 'margins, cpu engine', run: () => cpu.marginsOf(mask) },
    { name: 'structure, wasm engine', run: () => wasm.structureCountsOf(mask, 1) },
    { name: 'structure, cpu engine', run: () => cpu.structureCountsOf(mask, 1) },
  ]);
}

/** A tensor that is stored sparse, from its file to mask and summary, against a copy of the same weights stored densely. */
async function storedSparseFigures({ cpu, wasm }: Engines): Promise<Figure[]> {
  const [rowCount, columnCount] = [1024, 1024];
  const dense = prunedBytes({ rowCount, columnCount, type: 'INT8', bits: 8 });
  const tensor = storedSparse(Array.from(new Int8Array(dense.buffer)), [rowCount, columnCount], { formats: 'dc' });
  const file = buildModel(denseLayer({ ...tensor, type: 'INT8' }));
  const copy = new Uint8Array(dense.length);
  const through = (engine: Engine) => async () => {
    const opened = await openModel(memorySource('a.tflite', file), { engineFor: () => engine, exact: true });
    const analysis = await opened.analysisOf(opened.contents.tensors[0], twoOfFour);
    engine.giveBack?.(analysis);
  };
  const figures = await comparedFigures(`check ${rowCount}x${columnCount} INT8, stored sparse`, dense.length, [
    { name: 'plain copy', run: () => copy.set(dense) },
    { name: 'wasm engine', run: through(wasm) },
    { name: 'cpu engine', run: through(cpu), rounds: 5 },
  ]);
  return withGoal(figures, 'wasm engine', 10, 'plain copy', 'at most 10 copies');
}

function valuesOf({ type }: Case, bytes: Uint8Array<ArrayBuffer>): Float32Array | Int8Array {
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

/** What a page can do with TensorFlow.js as it comes; it has no int8, so that such weights are widened. A slice, as it takes long. */
function stockOperators(size: Case, bytes: Uint8Array<ArrayBuffer>): Way {
  const weights = Math.min(2 ** 20, size.rowCount * size.columnCount);
  const slice = valuesOf(size, bytes).subarray(0, weights);
  const values = slice instanceof Float32Array ? slice : Int32Array.from(slice);
  return {
    name: 'stock tfjs operators, CPU backend',
    bytes: (weights * size.bits) / 8,
    rounds: 3,
    run: () =>
      tf.tidy(() => {
        const nonzeros = tf.notEqual(tf.tensor(values), 0).cast('int32').reshape([-1, 4]).sum(1);
        return nonzeros.lessEqual(2).all().dataSync();
      }),
  };
}
