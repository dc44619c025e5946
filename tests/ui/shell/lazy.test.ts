import { expect, it } from 'vitest';
import { lazy } from '../../../src/ui/shell/lazy';

it('loads once, whatever the number of calls', async () => {
  let calls = 0;
  const part = lazy(async () => ({ call: ++calls }));
  expect(part.loaded).toBeUndefined();
  const [first, second] = await Promise.all([part.load(), part.load()]);
  expect(second).toBe(first);
  expect(await part.load()).toBe(first);
  expect(part.loaded).toBe(first);
  expect(calls).toBe(1);
});

it('tries again after a failure', async () => {
  let calls = 0;
  const part = lazy(async () => {
    if (++calls === 1) throw new TypeError('Failed to fetch');
    return 'part';
  });
  await expect(part.load()).rejects.toThrow('Failed to fetch');
  expect(part.loaded).toBeUndefined();
  expect(await part.load()).toBe('part');
  expect(calls).toBe(2);
});
