import { type CellSizes, levelSizes, type MagnitudeCells } from '../sparsity/magnitudeCells';
import type { Kernels } from './wasmModule';
import { firstByte } from './windows.wasm';

// Weights that are copied at once.
const weightsAtOnce = 2 ** 15;

/**
 * Adds up magnitudes with kernels that nothing else uses: their memory holds the sums. Layout: scales, steps, the cells of each level.
 * @returns undefined if there is not enough memory
 */
export function magnitudeCellsOnWasm(kernels: Kernels, view: CellSizes): MagnitudeCells | undefined {
  const sizes = levelSizes(view).map((size) => ({ ...size, count: size.rowCount * size.columnCount, at: 0 }));
  const scalesAt = firstByte;
  const stepsAt = scalesAt + weightsAtOnce * 8;
  let end = stepsAt + weightsAtOnce * 8;
  for (const size of sizes) {
    size.at = end;
    end += size.count * 8;
  }
  kernels.reserve(end);
  if (kernels.memory.buffer.byteLength < end) return undefined;
  const floats = new Float64Array(kernels.memory.buffer);
  const shift = Math.log2(view.cellSize);
  const [finest] = sizes;

  return {
    add(steps, scales, runs) {
      const scaleBytes = typeof scales === 'number' ? 0 : 8;
      if (typeof scales === 'number') floats[scalesAt / 8] = scales;
      // The weights that are in the memory.
      let [first, last] = [0, 0];
      for (const { from, count, along, cell, cellStep } of runs) {
        for (let start = from; start < from + count; ) {
          if (start < first || start >= last) {
            [first, last] = [start, Math.min(steps.length, start + weightsAtOnce)];
            floats.set(steps.subarray(first, last), stepsAt / 8);
            if (typeof scales !== 'number') floats.set(scales.subarray(first, last), scalesAt / 8);
          }
          const weights = Math.min(last, from + count) - start;
          const skipped = (start - first) * 8;
          kernels.magnitudeSums(
            ...([stepsAt + skipped, weights, scaleBytes === 0 ? scalesAt : scalesAt + skipped, scaleBytes] as const),
            ...([along + start - from, shift, finest.at + cell * 8, cellStep * 8] as const),
          );
          start += weights;
        }
      }
    },
    levels() {
      for (let i = 1; i < sizes.length; i++) {
        const { at, rowCount, columnCount } = sizes[i - 1];
        kernels.magnitudeLevel(at, rowCount, columnCount, sizes[i].at);
      }
      const [largest] = sizes.map(({ at, rowCount, columnCount, cellSize }) =>
        kernels.magnitudeMeans(at, rowCount, columnCount, cellSize, view.rowCount, view.columnCount),
      );
      const levels = sizes.map(({ at, count, ...size }) => {
        kernels.magnitudeSteps(at, count, largest, at);
        return { ...size, cells: new Uint16Array(kernels.memory.buffer, at, count).slice() };
      });
      return { levels, largest };
    },
  };
}
