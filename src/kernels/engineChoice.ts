import { ModelError } from '../modelError';
import type { Engine, EngineChoice, EngineStatus } from '../sparsity/engine';
import { cpuEngine } from './cpuEngine';
import { fasterEngine } from './fasterEngine';
import type { AdapterFacts, GpuAccess } from './gpuAccess';
import { wasmEngine } from './wasmEngine';
import type { WebGPUEngine } from './webgpuEngine';

export type EngineSet = {
  readonly status: EngineStatus;
  /** The engine for a tensor of so many bytes. */
  engineFor(byteLength: number): Engine;
  dispose(): void;
};

// Below this the way to a GPU and back takes longer than the work.
const gpuFromBytes = 2 ** 20;

/**
 * WebGPU wherever a hardware adapter is, for tensors of 1 MB or more; elsewhere, and for smaller ones, the faster of the others. A forced engine takes
 * all tensors, a software adapter included; one that cannot run falls back, and the status says so.
 * @param onChange called when the status changes later: the GPU was lost, another engine goes on.
 */
export async function engineSetFor(
  choice: EngineChoice,
  gpuAccess: GpuAccess,
  onChange: (status: EngineStatus) => void,
): Promise<EngineSet> {
  const cpu = cpuEngine();
  const wasm = choice === 'cpu' ? undefined : wasmEngine();
  const own = choice === 'wasm' ? (wasm ?? cpu) : wasm ? await fasterEngine(wasm, cpu) : cpu;
  const without = (reason: string): EngineSet => ({
    status: { choice, name: own.name, reason },
    engineFor: () => own,
    dispose() {},
  });
  if (choice === 'cpu') return without('chosen by hand');
  if (choice === 'wasm') return without(wasm ? 'chosen by hand' : 'this browser has no WebAssembly SIMD');

  const adapter = await gpuAccess.adapter();
  if (!adapter) return without('this browser offers no WebGPU adapter');
  if (adapter.isSoftware && choice === 'auto')
    return without('the only WebGPU adapter is a software one, which is slower');

  let gpu: WebGPUEngine;
  try {
    gpu = await gpuAccess.start();
  } catch (cause) {
    return without(`WebGPU did not start (${(cause as Error).message})`);
  }

  let lost = false;
  const set = {
    status: statusOnGpu(choice, adapter),
    engineFor: (byteLength: number) => (choice === 'auto' && byteLength < gpuFromBytes ? own : withFallback),
    dispose() {
      lost = true;
      gpu.dispose();
    },
  };
  function fallBack(reason: string): void {
    // What ends after the engine was changed goes on without the GPU, and is nobody's news.
    if (lost) return;
    lost = true;
    gpu.dispose();
    set.status = { choice, name: own.name, reason: `the GPU was lost (${reason}), ${own.name} goes on` };
    onChange(set.status);
  }
  gpu.lost.then(fallBack);
  async function onGpuOrOwn<T>(work: (engine: Engine) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!lost) {
      try {
        return await work(gpu);
      } catch (cause) {
        // Reads that wait while the device goes away are rejected; what was asked for is still to be had without it.
        if (signal?.aborted) throw cause;
        // One tensor that is too large for the GPU is no reason to give it up.
        if (!(cause instanceof ModelError)) fallBack((cause as Error).message);
      }
    }
    return work(own);
  }
  const withFallback: Engine = {
    get name() {
      return lost ? own.name : gpu.name;
    },
    get maxBytes() {
      return lost ? own.maxBytes : gpu.maxBytes;
    },
    analysisOf: (rows, bytes, pattern, signal) =>
      onGpuOrOwn((engine) => engine.analysisOf(rows, bytes, pattern, signal), signal),
    pyramidOf: (mask, signal) => onGpuOrOwn((engine) => engine.pyramidOf(mask, signal), signal),
    summaryOf: (mask, pattern, signal) => onGpuOrOwn((engine) => engine.summaryOf(mask, pattern, signal), signal),
    giveBack: (analysis) => own.giveBack?.(analysis),
    dispose() {},
  };
  return set;
}

function statusOnGpu(choice: EngineChoice, { device, isSoftware }: AdapterFacts): EngineStatus {
  const reason = isSoftware ? `a software adapter (${device}), chosen by hand` : `a hardware adapter (${device})`;
  return { choice, name: 'webgpu', reason };
}
