import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { fasterEngine } from '../../src/kernels/fasterEngine';
import type { Engine } from '../../src/sparsity/engine';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

/** An engine whose analyses take these times, in ms. The last one repeats. */
function engineTaking(...times: number[]): Engine {
  const cpu = cpuEngine();
  let calls = 0;
  return {
    ...cpu,
    async analysisOf(...args) {
      vi.advanceTimersByTime(times[Math.min(calls++, times.length - 1)]!);
      return cpu.analysisOf(...args);
    },
  };
}

it('selects the faster engine, whatever the order', async () => {
  const [fast, slow] = [engineTaking(1), engineTaking(2)];
  expect(await fasterEngine(fast, slow)).toBe(fast);
  expect(await fasterEngine(slow, fast)).toBe(fast);
});

it('ignores the first analysis, which includes compilation', async () => {
  const [compiled, interpreted] = [engineTaking(100, 1), engineTaking(2)];
  expect(await fasterEngine(interpreted, compiled)).toBe(compiled);
});

it('selects the first of two equally fast engines', async () => {
  const [first, second] = [engineTaking(1), engineTaking(1)];
  expect(await fasterEngine(first, second)).toBe(first);
});
