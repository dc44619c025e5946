import { throwIfCancelled } from '../modelError';
import { type Engine, maxBytesAtOnce } from '../sparsity/engine';
import { analysisOnWasm, summaryOnWasm, wasmKernels } from './analysis.wasm';
import { cpuEngine } from './cpuEngine';

// Bytes kept for the next mask.
const maxSpare = 16 * 2 ** 20;

/** WebAssembly SIMD, at about the speed of copying the weights; its CPU twin does what is too rare for kernels of its own. */
export function wasmEngine(): Engine | undefined {
  const kernels = wasmKernels();
  if (!kernels) return undefined;
  const cpu = cpuEngine();
  let spare: Uint32Array<ArrayBuffer> | undefined;
  return {
    name: 'wasm',
    maxBytes: maxBytesAtOnce,
    async analysisOf(rows, bytes, pattern, signal) {
      throwIfCancelled(signal);
      const given = spare;
      spare = undefined;
      return analysisOnWasm(kernels, rows, bytes, pattern, given) ?? cpu.analysisOf(rows, bytes, pattern, signal);
    },
    giveBack({ mask }) {
      if (mask.words.byteLength <= maxSpare) spare = mask.words;
    },
    async summaryOf(mask, pattern, signal) {
      throwIfCancelled(signal);
      return summaryOnWasm(kernels, mask, pattern);
    },
    pyramidOf: cpu.pyramidOf,
    dispose() {},
  };
}
