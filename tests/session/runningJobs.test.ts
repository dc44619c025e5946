import { releaseProxy } from 'comlink';
import { describe, expect, it } from 'vitest';
import { ModelError, throwIfCancelled } from '../../src/modelError';
import { outcomeOf, release, runningJobs, valueIn } from '../../src/session/runningJobs';

describe('an outcome', () => {
  it('carries a value to the other thread', async () => {
    expect(valueIn(await outcomeOf(Promise.resolve(7)))).toBe(7);
  });

  it('carries the code of a ModelError, which would lose it as an exception', async () => {
    const outcome = await outcomeOf(Promise.reject(new ModelError('truncated', 'too short')));
    expect(outcome).toEqual({ error: { code: 'truncated', message: 'too short' } });
    const attempt = () => valueIn(structuredClone(outcome));
    expect(attempt).toThrow(ModelError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'truncated', message: 'too short' }));
  });

  it('is no place for mistakes of our own', async () => {
    await expect(outcomeOf(Promise.reject(new TypeError('not a function')))).rejects.toThrow(TypeError);
  });
});

describe('jobs in hand', () => {
  /** Work that goes on until the test ends it, and looks at its signal then. */
  function work() {
    let end = () => {};
    const promise = new Promise<void>((resolve) => {
      end = resolve;
    });
    const run = async (signal: AbortSignal) => {
      await promise;
      throwIfCancelled(signal);
      return 'done';
    };
    return { run, end: () => end() };
  }

  it('are cancelled by their numbers, one without the other', async () => {
    const { outcome, cancel } = runningJobs();
    const [first, second] = [work(), work()];
    const outcomes = [outcome(1, first.run), outcome(2, second.run)];
    cancel(1);
    first.end();
    second.end();
    expect(await Promise.all(outcomes)).toMatchObject([{ error: { code: 'cancelled' } }, { value: 'done' }]);
  });

  it('cannot be cancelled once they are over, nor when they are not known', async () => {
    const { outcome, cancel } = runningJobs();
    let given: AbortSignal | undefined;
    await outcome(1, async (signal) => {
      given = signal;
    });
    cancel(1);
    cancel(99);
    expect(given!.aborted).toBe(false);
  });

  it('are over when they fail, too', async () => {
    const { outcome, cancel } = runningJobs();
    let given: AbortSignal | undefined;
    const failed = outcome(1, async (signal) => {
      given = signal;
      throw new TypeError('a mistake');
    });
    await expect(failed).rejects.toThrow('a mistake');
    cancel(1);
    expect(given!.aborted).toBe(false);
  });
});

it('lets go of a callback of the other thread, and leaves a plain function alone', () => {
  let released = 0;
  release(Object.assign(() => {}, { [releaseProxy]: () => released++ }));
  release(() => {});
  expect(released).toBe(1);
});
