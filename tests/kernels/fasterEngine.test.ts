import { expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { fasterEngine } from '../../src/kernels/fasterEngine';
import type { Engine } from '../../src/sparsity/engine';

/** An engine that gives other work to the machine for a while before it begins. */
function slowEngine(milliseconds: number): Engine {
  const cpu = cpuEngine();
  return {
    ...cpu,
    async analysisOf(...asked) {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return cpu.analysisOf(...asked);
    },
  };
}

it('takes the engine that is faster on a small piece, whichever comes first', async () => {
  const fast = slowEngine(0);
  const slow = slowEngine(200);
  expect(await fasterEngine(fast, slow)).toBe(fast);
  expect(await fasterEngine(slow, fast)).toBe(fast);
});
