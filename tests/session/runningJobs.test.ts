import { releaseProxy } from 'comlink';
import { describe, expect, it } from 'vitest';
import { ModelError, throwIfCancelled } from '../../src/modelError';
import { outcomeOf, release, runningJobs, valueIn } from '../../src/session/runningJobs';

describe('an outcome', () => {
  it('contains a value', async () => {
    expect(valueIn(await outcomeOf(Promise.resolve(7)))).toBe(7);
  });

  it('contains the code of a ModelError', async () => {
    const outcome = await outcomeOf(Promise.reject(new ModelError('truncated', 'too short')));
    expect(outcome).toMatchObject({ error: { code: 'truncated', message: 'too short' } });
    const attempt = () => valueIn(structuredClone(outcome));
    expect(attempt).toThrow(ModelError);
    expect(attempt).toThrow(expect.objectContaining({ code: 'truncated', message: 'too short' }));
  });

  it('says that memory is missing', async () => {
    for (const message of ['Array buffer allocation failed', 'WebAssembly.Memory.grow(): out of memory']) {
      const outcome = await outcomeOf(Promise.reject(new RangeError(message)));
      expect(outcome).toMatchObject({ error: { code: 'too-large', message: /enough memory/, mayPass: true } });
    }
    await expect(outcomeOf(Promise.reject(new RangeError('Invalid count value: -1')))).rejects.toThrow('Invalid count');
  });

  it('does not contain internal errors', async () => {
    await expect(outcomeOf(Promise.reject(new TypeError('not a function')))).rejects.toThrow(TypeError);
  });
});

describe('running jobs', () => {
  /** Work that runs until the test ends it, and then checks its signal. */
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

  it('are canceled by number, without effect on others', async () => {
    const { outcome, cancel } = runningJobs();
    const [first, second] = [work(), work()];
    const outcomes = [outcome(1, first.run), outcome(2, second.run)];
    cancel(1);
    first.end();
    second.end();
    expect(await Promise.all(outcomes)).toMatchObject([{ error: { code: 'cancelled' } }, { value: 'done' }]);
  });

  it('ignore cancellation after their end, and of unknown numbers', async () => {
    const { outcome, cancel } = runningJobs();
    let given: AbortSignal | undefined;
    await outcome(1, async (signal) => {
      given = signal;
    });
    cancel(1);
    cancel(99);
    expect(given!.aborted).toBe(false);
  });

  it('end when they fail, too', async () => {
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

it('releases a callback of the other thread and ignores a plain function', () => {
  let released = 0;
  release(Object.assign(() => {}, { [releaseProxy]: () => released++ }));
  release(() => {});
  expect(released).toBe(1);
});
