import { cpuEngine } from '../../src/kernels/cpuEngine';
import type { Engine } from '../../src/sparsity/engine';

/** A CPU engine for damaged models: it refuses more rows than a small file can hold, before a failing test takes all memory there is. */
export function cautiousEngine(): Engine {
  const cpu = cpuEngine();
  return {
    ...cpu,
    analysisOf(rows, ...rest) {
      if (rows.rowCount > 100_000) throw new Error(`asked for ${rows.rowCount} rows of ${rows.columnCount}`);
      return cpu.analysisOf(rows, ...rest);
    },
  };
}
