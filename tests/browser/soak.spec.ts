import { type Held, heldByPage, recordHeld } from '../support/heldByPage';
import { expect, test } from '../support/pageObjects';
import { openModels, soakPeriod } from '../support/soak';

// `npm run soak` is the long form.

// What differs between two looks at a page that does not grow. The heap holds code that the browser compiles meanwhile, and a menu that was opened
// once keeps a few elements. Ten models that stay would be 9 MB, 500 listeners of table rows, or 2,000 nodes.
const slack: Held = {
  heap: 4e6,
  wasmMemory: 5 * 2 ** 16,
  gpuBuffers: 0,
  gpuBytes: 0,
  workers: 0,
  documents: 0,
  nodes: 200,
  listeners: 250,
};

test('twenty models of 50 tensors leave nothing behind', async ({ page, context }) => {
  await recordHeld(context);
  const held = await heldByPage(page);
  await page.goto('/');
  const engines = ['cpu', 'wasm'] as const;
  await openModels(page, { first: 0, count: soakPeriod, engines });
  const before = await held();
  expect(before).toMatchObject({ workers: 1, documents: 1 });
  await openModels(page, { first: soakPeriod, count: soakPeriod, engines });
  const grown = async () => {
    const after = await held();
    const names = Object.keys(slack) as (keyof Held)[];
    return names.flatMap((name) =>
      after[name] > before[name] + slack[name] ? [`${name}: ${before[name]}, then ${after[name]}`] : [],
    );
  };
  await expect.poll(grown).toEqual([]);
});
