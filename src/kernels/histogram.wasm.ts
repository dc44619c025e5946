import { type Bin, binsPerOctave, type MagnitudeCounter, octaveCount, runningSums } from '../sparsity/magnitudeCounter';
import type { Kernels } from './wasmModule';
import { firstByte } from './windows.wasm';

// Weights that are counted at once. They fit into the L2 cache with their scales.
const weightsAtOnce = 2 ** 15;
const floatsOfBin = 3;

/**
 * Counts magnitudes with kernels that nothing else uses: their memory holds the bins. The system allocates the parts of it that are used.
 * Layout: totals, octaves, scales, steps, bins.
 */
export function magnitudeCounterOnWasm(kernels: Kernels): MagnitudeCounter {
  const octavesAt = firstByte + 32;
  const scalesAt = octavesAt + octaveCount;
  const stepsAt = scalesAt + weightsAtOnce * 8;
  const binsAt = stepsAt + weightsAtOnce * 8;
  kernels.reserve(binsAt + octaveCount * binsPerOctave * floatsOfBin * 8);
  const floats = new Float64Array(kernels.memory.buffer);
  const octaves = new Uint8Array(kernels.memory.buffer, octavesAt, octaveCount);

  return {
    add(steps, scales) {
      if (typeof scales === 'number') floats[scalesAt / 8] = scales;
      for (let start = 0; start < steps.length; start += weightsAtOnce) {
        const end = Math.min(steps.length, start + weightsAtOnce);
        floats.set(steps.subarray(start, end), stepsAt / 8);
        if (typeof scales !== 'number') floats.set(scales.subarray(start, end), scalesAt / 8);
        const scaleBytes = typeof scales === 'number' ? 0 : 8;
        kernels.histogram(stepsAt, end - start, scalesAt, scaleBytes, binsAt, octavesAt, firstByte);
      }
    },
    counts() {
      const [stepped, oneStep, scaledToZero, notFinite] = floats.subarray(firstByte / 8);
      return { stepped, oneStep, scaledToZero, notFinite, bins: runningSums(usedBins(octaves, floats, binsAt)) };
    },
  };
}

function usedBins(octaves: Uint8Array, floats: Float64Array, binsAt: number): Bin[] {
  const used: Bin[] = [];
  octaves.forEach((isUsed, octave) => {
    if (isUsed === 0) return;
    for (let index = octave * binsPerOctave; index < (octave + 1) * binsPerOctave; index++) {
      const at = binsAt / 8 + index * floatsOfBin;
      const [count, energy, largest] = [floats[at], floats[at + 1], floats[at + 2]];
      if (count > 0) used.push({ index, count, energy, largest });
    }
  });
  return used;
}
