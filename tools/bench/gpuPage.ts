// Runs in a browser page, bundled by gpu.ts: our engine on WebGPU, tfjs's own operators on it, and copies from buffer to buffer.
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import * as tf from '@tensorflow/tfjs-core';
import { gpuMemory, run } from '../../src/kernels/gpuRun.webgpu';
import { maskProgram, maskUniforms } from '../../src/kernels/mask.webgpu';
import { summaryProgram, summaryUniforms } from '../../src/kernels/summary.webgpu';
import { webgpuEngine } from '../../src/kernels/webgpuEngine';
import { emptyMask, wordsPerRowOf } from '../../src/sparsity/mask';
import { blocksPerRow, twoOfFour } from '../../src/sparsity/pattern';
import { single } from '../../src/tflite/weights/channels';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { zeroTestOf } from '../../src/tflite/weights/zeroBits';
import { type Case, prunedBytes } from './prunedBytes';

export type GpuTimes = { readonly adapter: string; readonly software: boolean } & Record<
  'copy' | 'kernels' | 'upload' | 'engine' | 'stock',
  { readonly milliseconds: number; readonly bytes: number }
>;

async function times(size: Case): Promise<GpuTimes> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const engine = await webgpuEngine();
  const gpu = tf.backend() as WebGPUBackend;
  const { device } = gpu;
  const bytes = prunedBytes(size);
  const rows = { ...size, firstElement: 0, zeroPoints: single(0) };
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [0, 1].map(() => device.createBuffer({ size: bytes.length, usage }));
  const all = { bytes: bytes.length };
  const copy = await median(7, async () => {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, bytes.length);
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  });
  const upload = await median(7, async () => {
    device.queue.writeBuffer(from, 0, bytes);
    await device.queue.onSubmittedWorkDone();
  });
  from.destroy();
  to.destroy();
  const kernels = await kernelTime(gpu, rows, bytes);
  const own = await median(5, () => engine.analysisOf(rows, bytes, twoOfFour));
  // A slice: on a software adapter the whole takes a quarter of a minute.
  const weights = 2 ** 18;
  const values = Float32Array.from({ length: weights }, (_, i) => (i % 4 < 2 ? 0 : 1));
  const stock = await median(1, async () => {
    const nonzeros = tf.sum(tf.reshape(tf.cast(tf.notEqual(tf.tensor(values), 0), 'int32'), [-1, 4]), 1);
    await tf.all(tf.lessEqual(nonzeros, 2)).data();
  });
  return {
    adapter: [adapter.info.vendor, adapter.info.architecture].join(' '),
    software: adapter.info.isFallbackAdapter ?? false,
    copy: { ...all, milliseconds: copy },
    upload: { ...all, milliseconds: upload },
    kernels: { ...all, milliseconds: kernels },
    engine: { ...all, milliseconds: own },
    // Of the bytes that these weights take in the file, not of those that tfjs widens them to.
    stock: { bytes: (weights * size.bits) / 8, milliseconds: stock },
  };
}

/** Mask, counts and violations of weights that lie in GPU memory already; the results stay there. */
async function kernelTime(gpu: WebGPUBackend, rows: StoredRows, bytes: Uint8Array): Promise<number> {
  const test = zeroTestOf(rows);
  const mask = emptyMask(rows.rowCount, rows.columnCount);
  const violationWords = wordsPerRowOf(blocksPerRow(mask.columnCount, twoOfFour));
  const memory = gpuMemory(gpu.device);
  const stored = memory.upload(bytes);
  const zeros = memory.upload(new Uint8Array(test.zeros.buffer));
  const words = memory.words(mask.words.length);
  const sections = memory.words(mask.rowCount * (1 + violationWords));
  const time = await median(7, async () => {
    run(
      gpu,
      maskProgram(test, rows, mask.wordsPerRow),
      [stored, zeros],
      words,
      maskUniforms(rows, test, mask.wordsPerRow),
    );
    const summary = summaryProgram(mask.rowCount, violationWords, twoOfFour.of);
    run(gpu, summary, [words], sections, summaryUniforms(mask, violationWords, twoOfFour));
    gpu.endComputePassEncoder();
    gpu.submitQueue();
    await gpu.device.queue.onSubmittedWorkDone();
  });
  memory.free();
  return time;
}

async function median(rounds: number, run: () => Promise<unknown>): Promise<number> {
  await run();
  const taken: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await run();
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b)[rounds >> 1];
}

Object.assign(globalThis, { times });
