import { throwIfCancelled } from '../modelError';
import { bytesOfPart, type Engine, maxBytesAtOnce } from '../sparsity/engine';
import { marginsOf } from '../sparsity/margins';
import { structureCounts } from '../sparsity/structureCounts';
import { magnitudeCounterOnCpu } from './histogram.cpu';
import { magnitudeCellsOnCpu } from './magnitudes.cpu';
import { maskOnCpu } from './mask.cpu';
import { pyramidOnCpu } from './pyramid.cpu';
import { summaryOnCpu } from './summary.cpu';

/** The engine without requirements. It is the reference for the others. */
export function cpuEngine(): Engine {
  return {
    name: 'cpu',
    maxBytes: maxBytesAtOnce,
    partBytes: bytesOfPart,
    async analysisOf(rows, bytes, pattern, signal) {
      throwIfCancelled(signal);
      const mask = maskOnCpu(rows, bytes);
      return { mask, summary: summaryOnCpu(mask, pattern) };
    },
    async summaryOf(mask, pattern, signal) {
      throwIfCancelled(signal);
      return summaryOnCpu(mask, pattern);
    },
    async pyramidOf(mask, signal) {
      throwIfCancelled(signal);
      return pyramidOnCpu(mask);
    },
    async marginsOf(mask, signal) {
      throwIfCancelled(signal);
      return marginsOf(mask);
    },
    structureCountsOf: structureCounts,
    magnitudeCounter: magnitudeCounterOnCpu,
    magnitudeCells: magnitudeCellsOnCpu,
    dispose() {},
  };
}
