import { throwIfCancelled } from '../modelError';
import { type Engine, maxBytesAtOnce } from '../sparsity/engine';
import { analysisOnWasm } from './analysis.wasm';
import { cpuEngine } from './cpuEngine';
import { marginsOnWasm } from './margins.wasm';
import { pyramidOnWasm } from './pyramid.wasm';
import { structureCountsOnWasm } from './structure.wasm';
import { summaryOnWasm } from './summary.wasm';
import { wasmKernels } from './wasmModule';

// Bytes. Larger masks are not kept for reuse.
const maxSpare = 16 * 2 ** 20;

/** WebAssembly SIMD, about as fast as copying the weights. Rare cases run on the CPU engine. @returns undefined without WebAssembly SIMD */
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
      const reused = spare;
      spare = undefined;
      return analysisOnWasm(kernels, rows, bytes, pattern, reused) ?? cpu.analysisOf(rows, bytes, pattern, signal);
    },
    giveBack({ mask }) {
      if (mask.words.byteLength <= maxSpare) spare = mask.words;
    },
    async summaryOf(mask, pattern, signal) {
      throwIfCancelled(signal);
      return summaryOnWasm(kernels, mask, pattern);
    },
    async pyramidOf(mask, signal) {
      throwIfCancelled(signal);
      return pyramidOnWasm(kernels, mask);
    },
    async marginsOf(mask, signal) {
      throwIfCancelled(signal);
      return marginsOnWasm(kernels, mask);
    },
    structureCountsOf: (mask, groupRows, signal) => structureCountsOnWasm(kernels, mask, groupRows, signal),
    dispose() {},
  };
}
