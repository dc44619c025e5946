import { cpuEngine } from '../../src/kernels/cpuEngine';
import type { Engine } from '../../src/sparsity/engine';

/** A CPU engine for damaged models. Rejects more rows than a small file can have, so that a failing test does not use up all memory. */
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
