import { throwIfCancelled } from '../modelError';
import { type Engine, mostBytesAtOnce } from '../sparsity/engine';
import { analysisOnWasm, summaryOnWasm, wasmKernels } from './analysis.wasm';
import { cpuEngine } from './cpuEngine';

/** WebAssembly SIMD, at about the speed of copying the weights; its CPU twin does what is too rare for kernels of its own. */
export function wasmEngine(): Engine | undefined {
  const kernels = wasmKernels();
  if (!kernels) return undefined;
  const cpu = cpuEngine();
  return {
    name: 'wasm',
    mostBytes: mostBytesAtOnce,
    async analysisOf(rows, bytes, pattern, signal) {
      throwIfCancelled(signal);
      return analysisOnWasm(kernels, rows, bytes, pattern) ?? cpu.analysisOf(rows, bytes, pattern, signal);
    },
    async summaryOf(mask, pattern, signal) {
      throwIfCancelled(signal);
      return summaryOnWasm(kernels, mask, pattern);
    },
    pyramidOf: cpu.pyramidOf,
    dispose() {},
  };
}
