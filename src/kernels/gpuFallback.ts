import { ModelError } from '../modelError';
import type { Engine } from '../sparsity/engine';
import type { WebGPUEngine } from './webgpuEngine';

/** A GPU engine that another engine replaces when the GPU is lost. */
export type GpuFallback = {
  readonly engine: Engine;
  /** Stops using the GPU without a report. Running work continues on the other engine. */
  dispose(): void;
};

/** @param onLost called once, with the reason that the browser gives */
export function gpuFallback(gpu: WebGPUEngine, own: Engine, onLost: (reason: string) => void): GpuFallback {
  let isLost = false;

  function stop(): void {
    isLost = true;
    gpu.dispose();
  }

  function fallBack(reason: string): void {
    if (isLost) return;
    stop();
    onLost(reason);
  }

  async function onGpuOrOwn<T>(work: (engine: Engine) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!isLost) {
      try {
        return await work(gpu);
      } catch (cause) {
        // A lost device rejects pending reads. The other engine repeats their work, unless it was canceled.
        if (signal?.aborted) throw cause;
        // A tensor that is too large for the GPU goes to the other engine. The GPU stays in use.
        if (!(cause instanceof ModelError)) fallBack((cause as Error).message);
      }
    }
    return work(own);
  }

  gpu.lost.then(fallBack);
  return {
    engine: {
      get name() {
        return isLost ? own.name : gpu.name;
      },
      get maxBytes() {
        return isLost ? own.maxBytes : gpu.maxBytes;
      },
      get partBytes() {
        return isLost ? own.partBytes : undefined;
      },
      // There is no WebGPU kernel for thresholds.
      analysisOf: (rows, bytes, pattern, signal) =>
        rows.threshold
          ? own.analysisOf(rows, bytes, pattern, signal)
          : onGpuOrOwn((engine) => engine.analysisOf(rows, bytes, pattern, signal), signal),
      // Nor for stored-sparse weights.
      sparseAnalysisOf: async (...work) => own.sparseAnalysisOf?.(...work),
      pyramidOf: (mask, signal) => onGpuOrOwn((engine) => engine.pyramidOf(mask, signal), signal),
      summaryOf: (mask, pattern, signal) => onGpuOrOwn((engine) => engine.summaryOf(mask, pattern, signal), signal),
      marginsOf: own.marginsOf,
      structureCountsOf: own.structureCountsOf,
      magnitudeCounter: own.magnitudeCounter,
      magnitudeCells: own.magnitudeCells,
      giveBack: (analysis) => own.giveBack?.(analysis),
      dispose() {},
    },
    dispose: stop,
  };
}
