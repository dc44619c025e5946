import type { NetworkWait } from '../../src/bytes/networkWait';

// Time between two reports of a silent server, ms: the only pause that is not before another try.
const silenceStep = 5000;

/**
 * How requests wait in tests: pauses before another try end at once. The time of a silent server passes when the test says so.
 * @param isWatched whether waits are shown, so that a silent server is no error
 */
export function quickNetwork(isWatched = false) {
  const delays: number[] = [];
  const waits: (NetworkWait | undefined)[] = [];
  const steps: (() => void)[] = [];
  const pause = (milliseconds: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      if (milliseconds !== silenceStep) {
        delays.push(milliseconds);
        return resolve();
      }
      steps.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  return {
    network: { pause, ...(isWatched && { watch: () => (wait: NetworkWait | undefined) => void waits.push(wait) }) },
    /** Pauses before further tries, ms. */
    delays,
    /** What was reported. */
    waits,
    /** Lets the time of all requests in progress pass. */
    async passSeconds(seconds: number): Promise<void> {
      for (let passed = 0; passed < seconds; passed += silenceStep / 1000) {
        for (const step of steps.splice(0)) step();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}
