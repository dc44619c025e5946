import { type ByteSource, memorySource } from '../../src/bytes/byteSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import type { Engine } from '../../src/sparsity/engine';

/** Work counted in steps, which do not depend on the machine. */
export type Work = {
  readonly reads: number;
  readonly bytesRead: number;
  /** Calls of the engine. */
  readonly calls: number;
  /** Stored weights that the engine receives. */
  readonly weights: number;
  /** Words of masks (32 weights each) that the engine creates or receives. */
  readonly maskWords: number;
};

/**
 * A file in memory and a CPU engine that count their work. Work over the limit throws before it starts, so that a failing test does not use up all
 * memory.
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
