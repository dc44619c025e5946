import { throwIfCancelled } from '../modelError';
import { bytesOfPart, type Engine, maxBytesAtOnce } from '../sparsity/engine';
import { analysisOnWasm } from './analysis.wasm';
import { cpuEngine } from './cpuEngine';
import { magnitudeCounterOnWasm } from './histogram.wasm';
import { magnitudeCellsOnWasm } from './magnitudes.wasm';
import { marginsOnWasm } from './margins.wasm';
import { pyramidOnWasm } from './pyramid.wasm';
import { sparseAnalysisOnWasm } from './sparse.wasm';
import { structureCountsOnWasm } from './structure.wasm';
import { summaryOnWasm } from './summary.wasm';
import { compiledModule, type Kernels, kernelsOf } from './wasmModule';
import { weightMemory } from './weightMemory.wasm';

// Bytes. Larger masks are not kept for reuse.
const maxSpare = 16 * 2 ** 20;

/** WebAssembly SIMD, about as fast as copying the weights. Rare cases run on the CPU engine. @returns undefined without WebAssembly SIMD */
export function wasmEngine(): Engine | undefined {
  const module = compiledModule();
  if (!module) return undefined;
  const kernels = kernelsOf(module);
  const cpu = cpuEngine();
  let spare: Uint32Array<ArrayBuffer> | undefined;
  // The kernels whose memory a buffer is, see memoryFor.
  const owners = new WeakMap<ArrayBufferLike, Kernels>();

  function takenSpare(): typeof spare {
    const taken = spare;
    spare = undefined;
    return taken;
  }

  return {
    name: 'wasm',
    maxBytes: maxBytesAtOnce,
    partBytes: bytesOfPart,
    async analysisOf(rows, bytes, pattern, signal) {
      throwIfCancelled(signal);
      const owner = owners.get(bytes.buffer);
      return (
        analysisOnWasm({ kernels: owner ?? kernels, isOwn: owner !== undefined }, rows, bytes, pattern, takenSpare()) ??
        cpu.analysisOf(rows, bytes, pattern, signal)
      );
    },
    memoryFor(byteLength) {
      const memory = weightMemory(module, byteLength);
      if (memory) owners.set(memory.bytes.buffer, memory.kernels);
      return memory?.bytes;
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
    magnitudeCounter: () => magnitudeCounterOnWasm(kernelsOf(module)),
    magnitudeCells: (view) => magnitudeCellsOnWasm(kernelsOf(module), view) ?? cpu.magnitudeCells(view),
    dispose() {},
  };
}
