import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { afterPaint } from '../../../src/ui/shell/afterPaint';
import { inIdleTime } from '../../../src/ui/shell/idleTime';

let frames: (() => void)[];
const nextFrame = () => {
  for (const run of frames.splice(0)) run();
};

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  vi.stubGlobal('window', globalThis);
});
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('runs one piece of work after each frame, in the task that follows it', () => {
  const done: string[] = [];
  afterPaint(() => done.push('a'));
  afterPaint(() => done.push('b'));
  nextFrame();
  expect(done).toEqual([]);
  vi.advanceTimersByTime(0);
  expect(done).toEqual(['a']);
  nextFrame();
  vi.advanceTimersByTime(0);
  expect(done).toEqual(['a', 'b']);
});

it('runs work of a hidden page, which has no frames', () => {
  const work = vi.fn();
  afterPaint(work);
  vi.runAllTimers();
  expect(work).toHaveBeenCalledTimes(1);
});

it('does not run canceled work', () => {
  const [canceled, next] = [vi.fn(), vi.fn()];
  const cancel = afterPaint(canceled);
  afterPaint(next);
  cancel();
  nextFrame();
  vi.runAllTimers();
  expect(canceled).not.toHaveBeenCalled();
  expect(next).toHaveBeenCalledTimes(1);
});

it('ends steps early, with their cleanup, once they are not needed', async () => {
  const done: string[] = [];
  let isNeeded = true;
  function* steps(): Generator<void> {
    try {
      done.push('first');
      yield;
      done.push('second');
      isNeeded = false;
      yield;
      done.push('third');
    } finally {
      done.push('cleanup');
    }
  }
  const isDone = inIdleTime(steps(), () => isNeeded);
  expect(done).toEqual([]);
  await vi.runAllTimersAsync();
  await isDone;
  expect(done).toEqual(['first', 'second', 'cleanup']);
});
