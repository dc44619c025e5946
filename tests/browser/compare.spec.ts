import type { Page } from '@playwright/test';
import {
  choose,
  coloursAt,
  drop,
  expect,
  heatmap,
  linkFields,
  mapReady,
  problem,
  samplePaths,
  test,
  windowOf,
} from '../support/personAtPage';
import { seriousFaults } from '../support/seriousFaults';
import { storedTensor } from '../support/valuesInFile';

const panel = (page: Page) => page.getByRole('region', { name: 'Comparison' });

const float = storedTensor(samplePaths.float32, 5);
const int8 = storedTensor(samplePaths.int8, 5);
const [, columnCount] = float.shape;

function kindAt(element: number): 'kept' | 'added' | 'lost' | 'nonzero' {
  const [before, after] = [float.values[element] === 0, int8.values[element] === 0];
  return before ? (after ? 'kept' : 'lost') : after ? 'added' : 'nonzero';
}

/** Counted weight by weight, from the files themselves. */
function bruteForce() {
  const counts = { kept: 0, added: 0, lost: 0, nonzero: 0 };
  for (let i = 0; i < float.values.length; i++) counts[kindAt(i)]++;
  return counts;
}

async function expectCounts(page: Page): Promise<void> {
  const { kept, added, lost } = bruteForce();
  expect(added).toBeGreaterThan(0);
  const row = panel(page).getByRole('row', { name: /structural_pruning_dense/ });
  for (const [kind, count] of Object.entries({ kept, added, lost })) {
    await expect(row.locator(`[data-changes="${kind}"]`)).toHaveText(count.toLocaleString('en'));
  }
  await expect(row).toContainText('conforms → conforms');
}

test('two models dropped together are compared, as brute force counts them', async ({ page }) => {
  await page.goto('/');
  await drop(page, [samplePaths.float32, samplePaths.int8]);
  await mapReady(page, '0:5');
  await expect(panel(page)).toContainText('mnist-2by4-int8.tflite');
  await expectCounts(page);
  await expect(page.locator('.legend')).toContainText(bruteForce().added.toLocaleString('en'));
  expect(await seriousFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(panel(page)).toBeHidden();
  await expect(page.locator('[data-legend="zero"]')).toBeVisible();
});

test('a link compares two addresses, and ten pixels have the colours of the legend', async ({ page }) => {
  const samples = { model: 'samples/mnist-2by4-float32.tflite', compare: 'samples/mnist-2by4-int8.tflite' };
  await page.goto(`/#${new URLSearchParams({ ...samples, tensor: '0:5', rows: '0:24', columns: '0:24' })}`);
  await mapReady(page, '0:5');
  await expectCounts(page);
  await expect.poll(() => linkFields(page).compare).toBe(samples.compare);
  const keys = ['kept', 'added', 'lost', 'nonzero'] as const;
  const colours = Object.fromEntries(
    await Promise.all(
      keys.map(async (kind) => {
        const swatch = page.locator(`[data-legend="compare-${kind}"]`);
        const text = await swatch.evaluate((key) => getComputedStyle(key).backgroundColor);
        return [kind, text.match(/\d+/g)!.slice(0, 3).join(',')] as const;
      }),
    ),
  );
  // Five places of the window, and the first weight that became zero with what lies around it.
  const added = float.values.findIndex((_: number, i: number) => kindAt(i) === 'added');
  const [row, column] = [Math.floor(added / columnCount), added % columnCount];
  for (const start of [
    { row: 0, column: 0 },
    { row: Math.max(0, row - 3), column: Math.max(0, column - 3) },
  ]) {
    const window = { rows: `${start.row}:${start.row + 24}`, columns: `${start.column}:${start.column + 24}` };
    await page.goto(`/#${new URLSearchParams({ ...samples, tensor: '0:5', ...window, color: 'compare' })}`);
    await expect(heatmap(page)).toHaveAttribute('data-rows', window.rows);
    await expect(page.locator('[data-legend="compare-kept"]')).toBeVisible();
    const shown = await windowOf(page);
    const places = Array.from({ length: 5 }, (_, i) => ({ row: (3 + 5 * i) % 24, column: (3 + 7 * i) % 24 }));
    const expected = places.map((at) => {
      const element = (shown.rowStart + at.row) * columnCount + shown.columnStart + at.column;
      return colours[kindAt(element)];
    });
    // Off the middle of each cell, where its number may stand.
    await expect
      .poll(() =>
        coloursAt(
          page,
          shown,
          places.map((at) => ({ row: at.row + 0.2, column: at.column + 0.8 })),
        ),
      )
      .toEqual(expected);
  }
  await page.reload();
  await mapReady(page, '0:5');
  await expect(panel(page)).toContainText('mnist-2by4-int8.tflite');
});

test('what cannot be compared is told, and what was open stays', async ({ page }) => {
  await page.goto('/');
  await choose(page, samplePaths.int8);
  await mapReady(page, '0:5');
  const compare = async (file: Parameters<typeof choose>[1]) => {
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Compare' }).click();
    await choosing;
    await choose(page, file);
  };
  await compare({ name: 'notes.txt', bytes: new TextEncoder().encode('no model at all, only text') });
  await expect(problem(page)).toContainText('this is text');
  await expect(panel(page)).toBeHidden();
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await compare(samplePaths.storedSparse);
  await expect(panel(page)).toContainText('mnist-2by4-int8-stored-sparse.tflite');
  const row = panel(page).getByRole('row', { name: /structural_pruning_dense/ });
  await expect(row.locator('[data-changes="added"]')).toHaveText('0');
  await expect(row.locator('[data-changes="lost"]')).toHaveText('0');
});
