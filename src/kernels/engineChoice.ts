import type { Engine, EngineChoice, EngineStatus } from '../sparsity/engine';
import { cpuEngine } from './cpuEngine';
import { fasterEngine } from './fasterEngine';
import type { AdapterFacts, GpuAccess } from './gpuAccess';
import { gpuFallback } from './gpuFallback';
import { wasmEngine } from './wasmEngine';
import { noWasmReason } from './wasmModule';
import type { WebGPUEngine } from './webgpuEngine';

export type EngineSet = {
  readonly status: EngineStatus;
  /** @param byteLength of the stored weights of a tensor */
  engineFor(byteLength: number): Engine;
  dispose(): void;
};

// For smaller tensors the transfer to the GPU and back takes longer than the computation.
const minGpuBytes = 2 ** 20;

/**
 * `auto` uses WebGPU with a hardware adapter for tensors of at least 1 MB, else the faster one of the other engines. An engine that was selected
 * computes all tensors, WebGPU also with a software adapter. If it cannot run, another engine replaces it and the status gives the reason.
 * @param onChange called when a lost GPU changes the status
 */
export async function engineSetFor(
  choice: EngineChoice,
  gpuAccess: GpuAccess,
  onChange: (status: EngineStatus) => void,
): Promise<EngineSet> {
  const { own, noWasm } = await ownEngine(choice);
  if (choice === 'cpu') return withoutGpu(choice, own, 'selected');
  if (choice === 'wasm') return withoutGpu(choice, own, noWasm ? undefined : 'selected', noWasm);
  const adapter = await gpuAccess.adapter();
  if (!adapter) return withoutGpu(choice, own, 'no WebGPU here', noWasm);
  if (adapter.isSoftware && choice === 'auto') {
    return withoutGpu(choice, own, 'the only WebGPU adapter is a software one, which is slower', noWasm);
  }
  try {
    return withGpu(choice, own, await gpuAccess.start(), adapter, onChange);
  } catch (cause) {
    return withoutGpu(choice, own, `WebGPU did not start (${(cause as Error).message})`, noWasm);
  }
}

/** The engine for everything that does not run on a GPU, and why WebAssembly does not run, if it is needed. */
async function ownEngine(choice: EngineChoice): Promise<{ readonly own: Engine; readonly noWasm?: string }> {
  const cpu = cpuEngine();
  if (choice === 'cpu') return { own: cpu };
  const wasm = wasmEngine();
  if (!wasm) return { own: cpu, noWasm: noWasmReason() };
  return { own: choice === 'wasm' ? wasm : await fasterEngine(wasm, cpu) };
}

function withoutGpu(choice: EngineChoice, own: Engine, reason: string | undefined, noWasm?: string): EngineSet {
  const reasons = [reason, noWasm].filter((part) => part !== undefined).join(', and ');
  const status = { choice, name: own.name, reason: reasons, ...(noWasm !== undefined && { lacksWasm: true as const }) };
  return { status, engineFor: () => own, dispose() {} };
}

function withGpu(
  choice: EngineChoice,
  own: Engine,
  gpu: WebGPUEngine,
  { device, isSoftware }: AdapterFacts,
  onChange: (status: EngineStatus) => void,
): EngineSet {
  const reason = isSoftware ? `a software adapter (${device}), selected` : `a hardware adapter (${device})`;
  let status: EngineStatus = { choice, name: 'webgpu', reason };
  const { engine, dispose } = gpuFallback(gpu, own, (cause) => {
    status = { choice, name: own.name, reason: `the GPU was lost (${cause})` };
    onChange(status);
  });
  return {
    get status() {
      return status;
    },
    engineFor: (byteLength) => (choice === 'auto' && byteLength < minGpuBytes ? own : engine),
    dispose,
  };
}
