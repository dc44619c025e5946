// Runs in a browser page, bundled by gpu.ts: our engine on WebGPU, tfjs's own operators on it, and copies from buffer to buffer.
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { webgpuEngine } from '../../src/kernels/webgpuEngine';
import { single } from '../../src/sparsity/channels';
import { twoOfFour } from '../../src/sparsity/pattern';
import { type Case, prunedBytes } from './prunedBytes';

export type GpuTimes = { readonly adapter: string; readonly software: boolean } & Record<
  'copy' | 'upload' | 'engine' | 'stock',
  { readonly milliseconds: number; readonly bytes: number }
>;

async function times(size: Case): Promise<GpuTimes> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const engine = await webgpuEngine();
  const { device } = tf.backend() as unknown as { device: GPUDevice };
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
    engine: { ...all, milliseconds: own },
    // Of the bytes that these weights take in the file, not of those that tfjs widens them to.
    stock: { bytes: (weights * size.bits) / 8, milliseconds: stock },
  };
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
