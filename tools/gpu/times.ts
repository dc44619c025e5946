// Times of the WebGPU engine, of tfjs operators, and of copies between buffers. Needs only a WebGPU device, no page and no Node.
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import * as tf from '@tensorflow/tfjs-core';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { webgpuEngine } from '../../src/kernels/webgpuEngine';
import type { Engine } from '../../src/sparsity/engine';
import { wordsPerRowOf } from '../../src/sparsity/mask';
import { blocksPerRow, twoOfFour } from '../../src/sparsity/pattern';
import { single } from '../../src/tflite/weights/channels';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { median } from '../bench/measure';
import { type Case, prunedBytes } from '../bench/prunedBytes';
import { type Adapter, adapterOf } from './adapter';
import { type GpuClock, gpuClock } from './clock';
import { kernelSets } from './kernelSets';

export type Timed = { readonly milliseconds: number; readonly bytes: number };

/** Milliseconds for all bytes of a matrix, medians. Those up to `pyramid` are of the GPU alone, the rest as a caller sees them. */
export type GpuTimes = { readonly adapter: Adapter; readonly clock: GpuClock['name'] } & Record<
  'copy' | 'shaderCopy' | 'read' | 'mask' | 'kernels' | 'pyramid' | 'upload' | 'readBack' | 'engine' | 'wasm' | 'stock',
  Timed
>;

export async function gpuTimes(size: Case): Promise<GpuTimes> {
  const engine = await webgpuEngine();
  const gpu = tf.backend() as WebGPUBackend;
  const adapter = adapterOf(gpu.device.adapterInfo);
  const bytes = prunedBytes(size);
  const rows = { ...size, firstElement: 0, zeroPoints: single(0) };
  const clock = gpuClock(gpu);
  const own = await kernelTimes(gpu, clock, rows, bytes, adapter.software);
  const all = (milliseconds: number): Timed => ({ milliseconds, bytes: bytes.length });
  return {
    ...{ adapter, clock: clock.name },
    ...{ copy: all(own.copy), shaderCopy: all(own.shaderCopy), read: all(own.read) },
    ...{ mask: all(own.mask), kernels: all(own.kernels), pyramid: all(own.pyramid) },
    upload: all(await uploadTime(gpu.device, bytes)),
    readBack: all(await readBackTime(gpu.device, resultBytes(rows))),
    engine: all(await engineTime(engine, rows, bytes)),
    wasm: all(await engineTime(wasmEngine()!, rows, bytes)),
    stock: await stockTime(size, adapter.software ? 2 ** 18 : 2 ** 22),
  };
}

/** What a caller waits for a result of each engine, by the bytes of INT8 weights; shows from which size on the GPU is worth the way there. */
export async function timesBySize(maxBytes: number): Promise<{ bytes: number; wasm: number; webgpu: number }[]> {
  const [webgpu, wasm] = [await webgpuEngine(), wasmEngine()!];
  const found: { bytes: number; wasm: number; webgpu: number }[] = [];
  for (let byteLength = 2 ** 16; byteLength <= maxBytes; byteLength *= 4) {
    const size: Case = { rowCount: byteLength / 1024, columnCount: 1024, type: 'INT8', bits: 8 };
    const rows = { ...size, firstElement: 0, zeroPoints: single(0) };
    const bytes = prunedBytes(size);
    const [own, onGpu] = [await engineTime(wasm, rows, bytes), await engineTime(webgpu, rows, bytes)];
    found.push({ bytes: byteLength, wasm: own, webgpu: onGpu });
  }
  return found;
}

// Larger than the cache of any GPU.
const bytesBeyondCaches = 256 * 2 ** 20;
// Enough that start and end do not matter.
const bytesOfBatch = 8e9;

/** A batch goes round several sets of buffers, so that all bytes come from the GPU's memory and none from its cache. */
async function kernelTimes(
  gpu: WebGPUBackend,
  clock: GpuClock,
  rows: StoredRows,
  bytes: Uint8Array,
  software: boolean,
): Promise<Record<'copy' | 'shaderCopy' | 'read' | 'mask' | 'kernels' | 'pyramid', number>> {
  const setCount = software ? 1 : Math.ceil(bytesBeyondCaches / bytes.length);
  const repeats = software ? 1 : Math.ceil(bytesOfBatch / bytes.length);
  const sets = kernelSets(gpu, rows, bytes, setCount);
  const all = Array.from({ length: repeats }, (_, i) => sets.list[i % setCount]);
  gpu.device.pushErrorScope('validation');
  const rounds = software ? 3 : 7;
  const batch = async (record: Parameters<GpuClock['time']>[0]) =>
    (await medianOf(rounds, () => clock.time(record))) / repeats;
  const times = {
    copy: await batch((encoder) => {
      const target = encoder();
      for (const set of all) set.copy(target);
    }),
    shaderCopy: await batch((encoder) => sets.shaderCopy(encoder(), all)),
    read: await batch((encoder) => sets.read(encoder(), all)),
    mask: await batch(() => {
      for (const set of all) set.mask();
    }),
    kernels: await batch(() => {
      for (const set of all) {
        set.mask();
        set.summary();
      }
    }),
    pyramid: await batch(() => {
      for (const set of all) set.pyramid();
    }),
  };
  const error = await gpu.device.popErrorScope();
  sets.free();
  if (error) throw new Error(`WebGPU rejected the measurement: ${error.message}`);
  return times;
}

async function uploadTime(device: GPUDevice, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const target = device.createBuffer({ size: bytes.length, usage: GPUBufferUsage.COPY_DST });
  const milliseconds = await wallTime(7, async () => {
    device.queue.writeBuffer(target, 0, bytes);
    await device.queue.onSubmittedWorkDone();
  });
  target.destroy();
  return milliseconds;
}

/** Bytes of a mask, the counts of its rows and its violations. */
function resultBytes({ rowCount, columnCount }: StoredRows): number {
  const words = wordsPerRowOf(columnCount) + 1 + wordsPerRowOf(blocksPerRow(columnCount, twoOfFour));
  return rowCount * words * 4;
}

async function readBackTime(device: GPUDevice, byteLength: number): Promise<number> {
  const source = device.createBuffer({ size: byteLength, usage: GPUBufferUsage.COPY_SRC });
  const milliseconds = await wallTime(7, async () => {
    const readable = device.createBuffer({
      size: byteLength,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, readable, 0, byteLength);
    device.queue.submit([encoder.finish()]);
    await readable.mapAsync(GPUMapMode.READ);
    readable.getMappedRange().slice(0);
    readable.destroy();
  });
  source.destroy();
  return milliseconds;
}

function engineTime(engine: Engine, rows: StoredRows, bytes: Uint8Array): Promise<number> {
  return wallTime(7, async () => {
    const analysis = await engine.analysisOf(rows, bytes, twoOfFour);
    engine.giveBack?.(analysis);
  });
}

/** What a page can do with TensorFlow.js as it comes, on a slice, since a software adapter takes a quarter of a minute for all. */
async function stockTime({ bits }: Case, weights: number): Promise<Timed> {
  const values = Float32Array.from({ length: weights }, (_, i) => (i % 4 < 2 ? 0 : 1));
  const milliseconds = await wallTime(1, async () => {
    const result = tf.tidy(() => {
      const nonzeros = tf.sum(tf.reshape(tf.cast(tf.notEqual(tf.tensor(values), 0), 'int32'), [-1, 4]), 1);
      return tf.all(tf.lessEqual(nonzeros, 2));
    });
    await result.data();
    result.dispose();
  });
  // In bytes of the file, not in bytes after tfjs has widened them.
  return { milliseconds, bytes: (weights * bits) / 8 };
}

function wallTime(rounds: number, work: () => Promise<unknown>): Promise<number> {
  return medianOf(rounds, async () => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  });
}

/** The first round is not counted: it compiles. */
async function medianOf(rounds: number, measure: () => Promise<number>): Promise<number> {
  await measure();
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) taken.push(await measure());
  return median(taken);
}
