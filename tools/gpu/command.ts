import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { figureTable } from '../bench/measure';
import { adapterName } from './adapter';
import { allSame, checksLine } from './checksLine';
import { gpuFiguresOf } from './figures';
import type { GpuReport, GpuReportOptions } from './report';

export type GpuOptions = GpuReportOptions & {
  /** A file for all figures as JSON. */
  readonly out?: string;
};

/** The options after `npm run bench:gpu --`, as far as they concern what is run. */
export function gpuOptions(): GpuOptions {
  const { values } = parseArgs({
    options: {
      software: { type: 'boolean', default: false },
      out: { type: 'string' },
      cases: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      browser: { type: 'boolean' },
    },
  });
  return {
    software: values.software,
    out: values.out,
    randomCases: Number(values.cases),
    seed: Number(values.seed),
  };
}

/** Prints a table, and writes all figures where --out says. The exit code is 1 when the engines differ. */
export function printReport(report: GpuReport, { out }: GpuOptions): void {
  const { adapter, checks, sizes, times, bySize, seconds } = report;
  const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
  const figures = times.flatMap((measured, i) => gpuFiguresOf(sizes[i], measured));
  if (out) writeFileSync(out, JSON.stringify({ machine, ...report, figures }, null, 2));
  console.log(`${adapterName(adapter)}; ${machine.cpu}, ${machine.cores} cores; ${seconds.toFixed(0)} s in all`);
  console.log(checksLine(checks));
  console.log(`\n${figureTable(figures)}\n`);
  for (const { bytes, wasm, webgpu } of bySize) {
    console.log(
      `INT8, ${(bytes / 2 ** 20).toFixed(2).padStart(6)} MiB to result: ` +
        `wasm ${wasm.toFixed(2).padStart(6)} ms, webgpu ${webgpu.toFixed(2).padStart(6)} ms`,
    );
  }
  if (!allSame(checks)) process.exitCode = 1;
}
