import type { Page } from '@playwright/test';
import { colorsAt, legendColors } from '../support/mapColors';
import {
  drop,
  expect,
  goToFragment,
  mapRegion,
  openTutorialSample,
  samplePaths,
  test,
  waitForMap,
  waitForWindow,
  windowOf,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

// The matrix of each figure in the tutorial. The first convolution has one input channel and is drawn as [out, h*w*in].
const figures = [
  { title: 'Structural pruning for Dense layer', tensor: 5, rowCount: 1024, columnCount: 3136 },
  { title: 'Structurally pruned weights for Conv2D layer', tensor: 3, rowCount: 64 * 5 * 5, columnCount: 32 },
  { title: 'Unstructured pruned weights for Conv2D layer', tensor: 1, rowCount: 32, columnCount: 25 },
];

const cells = Array.from({ length: 24 * 24 }, (_, cell) => ({ row: Math.floor(cell / 24), column: cell % 24 }));

/** Compares the center of each of the 24 x 24 cells on screen with the values of the file. */
async function expectMaskOnScreen(page: Page, path: string, tensor: number, columnCount: number): Promise<void> {
  const legend = await legendColors(page);
  expect(legend.zero).not.toBe(legend.nonzero);
  const { values } = storedTensor(path, tensor);
  const centers = cells.map(({ row, column }) => ({ row: row + 0.5, column: column + 0.5 }));
  const expected = cells.map(({ row, column }) =>
    values[row * columnCount + column] === 0 ? legend.zero : legend.nonzero,
  );
  expect(new Set(expected).size, 'a window of one color would prove nothing').toBe(2);
  await expect.poll(async () => colorsAt(page, await windowOf(page), centers)).toEqual(expected);
}

for (const engine of ['cpu', 'webgpu']) {
  test(`the three figures of the tutorial show the file’s own zeros, computed by ${engine}`, async ({ page }) => {
    await openTutorialSample(page, `#engine=${engine}`);
    await expect(page.locator('[data-engine]')).toHaveAttribute('data-engine', engine);
    for (const { title, tensor, columnCount } of figures) {
      await page.getByRole('button', { name: title, exact: true }).click();
      await waitForMap(page, `0:${tensor}`);
      await waitForWindow(page, '0:24', '0:24');
      await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
      await expectMaskOnScreen(page, samplePaths.float32, tensor, columnCount);
    }
    await expect(page.locator('[data-engine]')).toHaveAttribute('data-engine', engine);
  });

  test(`a quantized file dropped on the page shows its own zeros, computed by ${engine}`, async ({ page }) => {
    await page.goto(`/#engine=${engine}`);
    await drop(page, [samplePaths.int8]);
    await waitForMap(page, '0:5');
    await expect(page.locator('[data-engine]')).toHaveAttribute('data-engine', engine);
    for (const { tensor, columnCount } of figures) {
      await goToFragment(page, `tensor=0:${tensor}&rows=0:24&columns=0:24&engine=${engine}`);
      await waitForMap(page, `0:${tensor}`);
      await waitForWindow(page, '0:24', '0:24');
      await expectMaskOnScreen(page, samplePaths.int8, tensor, columnCount);
    }
    await expect(page.locator('[data-engine]')).toHaveAttribute('data-engine', engine);
  });
}

test('lines separate the blocks and the rows of a figure', async ({ page }) => {
  await openTutorialSample(page);
  await page.getByRole('button', { name: figures[0]!.title, exact: true }).click();
  await waitForWindow(page, '0:24', '0:24');
  const legend = await legendColors(page);
  const betweenBlocks = [4, 8, 12, 16, 20].flatMap((column) => cells.map(({ row }) => ({ row: row + 0.5, column })));
  const betweenRows = cells.filter(({ row }) => row > 0).map(({ row, column }) => ({ row, column: column + 0.5 }));
  const colorsOf = async (places: typeof betweenRows) => [
    ...new Set(await colorsAt(page, await windowOf(page), places)),
  ];
  await expect.poll(() => colorsOf([...betweenBlocks, ...betweenRows])).toEqual(['255,255,255']);
  expect(Object.values(legend)).not.toContain('255,255,255');
  const insideBlocks = cells
    .filter(({ column }) => column % 4 !== 0)
    .map(({ row, column }) => ({ row: row + 0.5, column }));
  await expect
    .poll(async () => (await colorsOf(insideBlocks)).toSorted())
    .toEqual([legend.zero, legend.nonzero].toSorted());
});

test('the title of a figure disappears with its window, and a convolution of one input channel is drawn as [out, h × w × in]', async ({
  page,
}) => {
  await openTutorialSample(page);
  const button = page.getByRole('button', { name: figures[2]!.title, exact: true });
  await button.click();
  await waitForMap(page, '0:1');
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(mapRegion(page)).toContainText('Map: 32 rows × 25 columns');
  await page.getByRole('button', { name: 'Fit' }).click();
  await waitForWindow(page, '0:32', '0:25');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect(page.getByRole('heading', { name: 'sequential/unstructured_pruning/Conv2D' })).toBeVisible();
});
