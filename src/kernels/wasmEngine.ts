import { throwIfCancelled } from '../modelError';
import { type Engine, maxBytesAtOnce } from '../sparsity/engine';
import { analysisOnWasm } from './analysis.wasm';
import { cpuEngine } from './cpuEngine';
import { marginsOnWasm } from './margins.wasm';
import { pyramidOnWasm } from './pyramid.wasm';
import { sparseAnalysisOnWasm } from './sparse.wasm';
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

  function takenSpare(): typeof spare {
    const taken = spare;
    spare = undefined;
    return taken;
  }

  return {
    name: 'wasm',
    maxBytes: maxBytesAtOnce,
    async analysisOf(rows, bytes, pattern, signal) {
      throwIfCancelled(signal);
      return (
        analysisOnWasm(kernels, rows, bytes, pattern, takenSpare()) ?? cpu.analysisOf(rows, bytes, pattern, signal)
      );
    },
    async sparseAnalysisOf(rows, sparse, values, pattern, signal) {
      throwIfCancelled(signal);
      return sparseAnalysisOnWasm(kernels, rows, sparse, values, pattern, takenSpare());
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
