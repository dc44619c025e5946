import { type ByteSource, memorySource } from '../../src/bytes/byteSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import type { Engine } from '../../src/sparsity/engine';

/** Work in steps, which are as many on every machine. */
export type Work = {
  readonly reads: number;
  readonly bytesRead: number;
  /** Calls of the engine. */
  readonly calls: number;
  /** Stored weights that the engine is given. */
  readonly weights: number;
  /** Words of masks, 32 weights each, that it makes or is given to count. */
  readonly maskWords: number;
};

/**
 * A file in memory and a CPU engine that both count what is asked of them. What goes over a limit is refused by an Error before it begins, as a
 * failing test would take all memory there is.
 */
export function countedWork(bytes: Uint8Array, limits: Work): { readonly source: ByteSource; readonly engine: Engine } {
  const done = { reads: 0, bytesRead: 0, calls: 0, weights: 0, maskWords: 0 };
  function count(more: Partial<Work>): void {
    for (const [kind, steps] of Object.entries(more) as [keyof Work, number][]) {
      done[kind] += steps;
      if (done[kind] > limits[kind]) throw new Error(`${kind}: ${done[kind]}, expected at most ${limits[kind]}`);
    }
  }
  const file = memorySource('a.tflite', bytes);
  const cpu = cpuEngine();
  return {
    source: {
      ...file,
      async slice(start, end, signal) {
        count({ reads: 1, bytesRead: end - start });
        return file.slice(start, end, signal);
      },
    },
    engine: {
      ...cpu,
      async analysisOf(rows, ...rest) {
        const { rowCount, columnCount } = rows;
        count({ calls: 1, weights: rowCount * columnCount, maskWords: rowCount * Math.ceil(columnCount / 32) });
        return cpu.analysisOf(rows, ...rest);
      },
      async summaryOf(mask, ...rest) {
        count({ calls: 1, maskWords: mask.words.length });
        return cpu.summaryOf(mask, ...rest);
      },
    },
  };
}
