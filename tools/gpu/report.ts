// The part that runs on the GPU: in Node with Dawn, or in a page of Chromium.
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import * as tf from '@tensorflow/tfjs-core';
import { webgpuEngine } from '../../src/kernels/webgpuEngine';
import { type Case, cases } from '../bench/prunedBytes';
import { type Adapter, adapterName, adapterOf } from './adapter';
import { checksLine, type TwinChecks } from './checksLine';
import { type GpuTimes, gpuTimes, timesBySize } from './times';
import { twinChecks } from './twinChecks';
import { Unsuitable } from './unsuitable';

export type GpuReport = {
  readonly adapter: Adapter;
  readonly checks: TwinChecks;
  readonly sizes: readonly Case[];
  /** Of each size. */
  readonly times: readonly GpuTimes[];
  readonly bySize: Awaited<ReturnType<typeof timesBySize>>;
  readonly seconds: number;
};

export type GpuReportOptions = {
  /** Whether an adapter that computes on the CPU will do. */
  readonly software: boolean;
  readonly randomCases: number;
  readonly seed: number;
};

/** @throws Unsuitable without an adapter, or with a software adapter unless requested */
export async function gpuReport(options: GpuReportOptions, say: (progress: string) => void): Promise<GpuReport> {
  const started = performance.now();
  if (!(await navigator.gpu?.requestAdapter())) throw new Unsuitable('there is no WebGPU adapter');
  await webgpuEngine();
  const adapter = adapterOf((tf.backend() as WebGPUBackend).device.adapterInfo);
  say(adapterName(adapter));
  if (adapter.software && !options.software) {
    throw new Unsuitable(
      `${adapterName(adapter)}: measurements need a hardware adapter; --software tries the script without one`,
    );
  }
  say(`comparing ${options.randomCases} random cases, seed ${options.seed}`);
  // Times on a CPU mean nothing, so a part of them is enough.
  const part = adapter.software ? 1 / 16 : 1;
  const sizes = cases.map((size) => ({ ...size, rowCount: size.rowCount * part }));
  const checks = await twinChecks(options.randomCases, options.seed, sizes);
  say(checksLine(checks));
  const times: GpuTimes[] = [];
  for (const size of sizes) {
    say(`measuring ${size.rowCount}x${size.columnCount} ${size.type}`);
    times.push(await gpuTimes(size));
  }
  say('measuring by size');
  const bySize = await timesBySize(2 ** 26 * part);
  return { adapter, checks, sizes, times, bySize, seconds: (performance.now() - started) / 1000 };
}
