// Time limits of the tests. They end tests that hang. No test asserts a duration.
import { performance } from 'node:perf_hooks';

// Milliseconds of timedWork() on the machine that the limits below were chosen on: 2 cores (AMD EPYC), Node 20, nothing else running.
const referenceMilliseconds = 60;
const variable = 'PRUNESCOPE_SLOWNESS';

// Measured once. Processes that a test run starts get the value from their environment.
process.env[variable] ??= String(measuredSlowness());
const slowness = Number(process.env[variable]);

/** Milliseconds that each part of a test run may take on this machine. */
export const timeLimits = {
  unitTest: 60_000 * slowness,
  browserTest: 90_000 * slowness,
  /** One expectation of a browser test. */
  expectation: 20_000 * slowness,
  /** A server until it answers. */
  server: 60_000 * slowness,
};

/** How many times slower this machine is now than the reference machine: 1 to 10. */
function measuredSlowness(): number {
  timedWork(); // compiles it
  const milliseconds = Math.max(timedWork(), timedWork(), timedWork());
  return Math.min(10, Math.max(1, Math.round((10 * milliseconds) / referenceMilliseconds) / 10));
}

/** Milliseconds of a fixed amount of work on one core. */
function timedWork(): number {
  const start = performance.now();
  const words = new Uint32Array(1 << 16);
  let state = 1;
  for (let i = 0; i < 1 << 25; i++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    words[i & 0xffff]! ^= state;
  }
  return performance.now() - start;
}
