import { runSession } from '../run/runSession';
import { RunPanel } from '../ui/run/RunPanel';
import type { RunParts } from '../ui/run/runParts';
import { SensitivityTable } from '../ui/run/SensitivityTable';
import '../ui/style/run.css';

/** What runs models, for the page. Loaded on request. */
export const runParts: RunParts = {
  RunPanel,
  SensitivityTable,
  session: runSession(() => new Worker(new URL('./runWorker.ts', import.meta.url), { type: 'module' })),
};
