import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchFiles } from '../../src/serving/fileWatch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('reports an error of looking once, and looks again', async () => {
  let look = async (): Promise<string> => 'before';
  const changes: string[] = [];
  const errors: unknown[] = [];
  const stop = watchFiles(
    [],
    () => look(),
    (seen) => changes.push(seen),
    (thrown) => errors.push(thrown),
  );
  await vi.advanceTimersByTimeAsync(2000);
  const error = new Error('a bug');
  look = () => Promise.reject(error);
  await vi.advanceTimersByTimeAsync(5000);
  expect(errors).toEqual([error]);
  look = async () => 'after';
  await vi.advanceTimersByTimeAsync(5000);
  expect(changes).toEqual(['after']);
  look = () => Promise.reject(error);
  await vi.advanceTimersByTimeAsync(5000);
  expect(errors).toEqual([error, error]);
  stop();
});
