// Runs in a browser page: compares the CPU and WebGPU engines on the same rows. Bundled by tests/browser/twins.spec.ts.
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { liveTensors, type WebGPUEngine, webgpuEngine } from '../../src/kernels/webgpuEngine';
import type { Analysis } from '../../src/sparsity/analysis';
import { engineDifferences } from './engineDifferences';
import { type TwinCase, twinBytes } from './twinCase';

export type TwinsPage = {
  /** Fields in which the results of the engines differ. A result that no GPU kernel computed also counts as different. */
  differences(twinCase: TwinCase): Promise<string[]>;
  /** Non-zeros that the CPU counted, to check that a case is not trivial. */
  nonzeros(twinCase: TwinCase): Promise<number>;
  liveTensors(): number;
};

const cpu = cpuEngine();
let gpu: Promise<WebGPUEngine> | undefined;
let dispatches = 0;
const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...counts) {
  dispatches++;
  return dispatchWorkgroups.apply(this, counts);
};

const page: TwinsPage = {
  async differences(twinCase) {
    gpu ??= webgpuEngine();
    const { pattern, plant: damage } = twinCase;
    const bytes = twinBytes(twinCase);
    const engine = await gpu;
    const { mask } = await cpu.analysisOf(twinCase, bytes, pattern);
    const { levels } = await cpu.pyramidOf(mask);
    const before = dispatches;
    const found = await engineDifferences(cpu, engine, { rows: twinCase, bytes, pattern }, (analysis) =>
      plant(analysis, damage),
    );
    // The mask, its summary, the summary of the mask alone and each level use a kernel each.
    const expected = mask.words.length === 0 ? 0 : 3 + levels.length;
    const kernels = dispatches - before;
    return kernels === expected ? found : [...found, `GPU kernels: ${kernels}, not ${expected}`];
  },
  async nonzeros(twinCase) {
    return (await cpu.analysisOf(twinCase, twinBytes(twinCase), twinCase.pattern)).summary.nonzeros;
  },
  liveTensors,
};

(globalThis as unknown as { twins: TwinsPage }).twins = page;

function plant({ mask, summary }: Analysis, what: TwinCase['plant']): void {
  if (what === 'mask') mask.words[mask.words.length - 1] ^= 1;
  if (what === 'row count') summary.rowNonzeros[summary.rowNonzeros.length - 1]++;
  if (what === 'violation') summary.violations.words[0] ^= 1;
}
