// Runs in a browser page: the same rows through the CPU engine and its WebGPU twin. Bundled by tests/browser/twins.spec.ts.
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { liveTensors, type WebGPUEngine, webgpuEngine } from '../../src/kernels/webgpuEngine';
import type { Analysis } from '../../src/sparsity/summary';
import { engineDifferences } from './engineDifferences';
import { type TwinCase, twinBytes } from './twinCase';

export type TwinsPage = {
  /** What differs between the engines' answers, by field; empty when nothing does. */
  differences(twinCase: TwinCase): Promise<string[]>;
  /** Non-zeros that the CPU found, to see that a case is no trivial one. */
  nonzeros(twinCase: TwinCase): Promise<number>;
  liveTensors(): number;
};

const cpu = cpuEngine();
let gpu: Promise<WebGPUEngine> | undefined;

const page: TwinsPage = {
  async differences(twinCase) {
    gpu ??= webgpuEngine();
    const { pattern, plant: damage } = twinCase;
    const asked = { rows: twinCase, bytes: twinBytes(twinCase), pattern };
    return engineDifferences(cpu, await gpu, asked, (analysis) => plant(analysis, damage));
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
