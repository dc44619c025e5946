import { proxy, type Remote, wrap } from 'comlink';
import { cpuEngine } from '../kernels/cpuEngine';
import type { GpuAccess } from '../kernels/gpuAccess';
import { wasmEngine } from '../kernels/wasmEngine';
import type { WebGPUEngine } from '../kernels/webgpuEngine';
import type { Analysis } from '../sparsity/analysis';
import type { ZerosPattern } from '../sparsity/pattern';
import type { StoredRows } from '../tflite/weights/storedMatrix';
import { handedOver, type Outcome, outcomeOf, valueIn } from './runningJobs';

// Workers of a sandboxed frame have no GPU, but its page has one. The page then computes masks for its worker, slice by slice.

// Bytes of a slice. Its upload to the GPU blocks the page for a few milliseconds.
const maxBytes = 4 * 2 ** 20;

type LentGpu = {
  adapter: GpuAccess['adapter'];
  start(): Promise<void>;
  analysisOf(rows: StoredRows, bytes: Uint8Array, pattern: ZerosPattern): Promise<Outcome<Analysis>>;
  lost(): Promise<string>;
  dispose(): void;
};

/** A worker that can use the GPU of its page. */
export type Borrower = {
  /** @param script URL of the classic script with the WebGPU engine, for a worker that has its own GPU */
  borrow(lent: LentGpu, script: string): void;
};

/** Gives a worker access to the GPU of the page. @returns a function to call when the worker is lost */
export function lendGpu(worker: Worker, gpu: GpuAccess, script: string): () => void {
  let engine: WebGPUEngine | undefined;
  const lent: LentGpu = {
    adapter: gpu.adapter,
    async start() {
      engine = await gpu.start();
    },
    analysisOf: async (rows, bytes, pattern) =>
      handedOver(await outcomeOf(engine!.analysisOf(rows, bytes, pattern)), ({ mask, summary }) => [
        mask.words.buffer,
        summary.rowNonzeros.buffer,
        summary.violations.words.buffer,
      ]),
    lost: () => engine!.lost,
    dispose: () => engine?.dispose(),
  };
  void wrap<Borrower>(worker).borrow(proxy(lent), script);
  return lent.dispose;
}

/** The GPU of the page, for analyses. Summaries and pyramids are computed in the worker, where the masks are. */
export function borrowedGpu(lent: Remote<LentGpu>): GpuAccess {
  return {
    adapter: () => lent.adapter(),
    async start() {
      await lent.start();
      const own = wasmEngine() ?? cpuEngine();
      return {
        name: 'webgpu',
        maxBytes,
        lost: lent.lost(),
        analysisOf: async (rows, bytes, pattern) => valueIn(await lent.analysisOf(rows, bytes, pattern)),
        summaryOf: own.summaryOf,
        pyramidOf: own.pyramidOf,
        marginsOf: own.marginsOf,
        structureCountsOf: own.structureCountsOf,
        magnitudeCounter: own.magnitudeCounter,
        magnitudeCells: own.magnitudeCells,
        dispose: () => void lent.dispose(),
      };
    },
  };
}

/** The first access if it has an adapter, else the second. */
export function eitherGpu(first: GpuAccess, second: () => GpuAccess | undefined): GpuAccess {
  let found = first;
  return {
    async adapter() {
      const adapter = await first.adapter();
      const other = adapter ? undefined : second();
      found = other ?? first;
      return adapter ?? other?.adapter();
    },
    start: () => found.start(),
  };
}
