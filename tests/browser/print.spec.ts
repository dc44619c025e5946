import type { Page } from '@playwright/test';
import { colorsAt, legendColors } from '../support/mapColors';
import {
  chooseTheme,
  details,
  drop,
  expect,
  heatmap,
  openSampleWindow,
  sampleLink,
  samplePaths,
  tensorTable,
  test,
  waitForMap,
  waitForWindow,
  windowOf,
} from '../support/pageObjects';
import { smallTensors } from '../support/smallTensors';
import { storedTensor } from '../support/valuesInFile';

// A4 portrait within the margins of the style sheet, CSS pixels.
const paper = { width: 688, height: 1017 };

async function onPaper(page: Page): Promise<void> {
  await page.setViewportSize(paper);
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('html')).toHaveAttribute('data-printing');
}

test('print has the map with its texts and the table, and no controls', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await expect(details(page)).toContainText('At least 5 zeros in every 16');
  await onPaper(page);
  await expect(page.getByRole('heading', { name: 'sequential/structural_pruning_dense/MatMul' })).toBeVisible();
  for (const text of [
    '12 of 802,816 blocks break 2 of 4',
    'expected by chance',
    'broken block',
    'Non-zero share per pixel',
  ]) {
    await expect(page.getByRole('main').getByText(text).filter({ visible: true }).first()).toBeVisible();
  }
  await expect(page.getByText('mnist-2by4-int8-12-violations.tflite').filter({ visible: true })).toBeVisible();
  await expect(tensorTable(page).locator('tr[data-tensor]')).toHaveCount(4);
  const controls = page.locator('button:visible, select:visible, input:visible, footer:visible');
  // On screen, the headers of the table, the summary of the model and the places of weights are buttons. In print, they are only text.
  const texts = tensorTable(page)
    .locator('th button:visible')
    .or(page.locator('.model-summary-lines:visible, .target-list button:visible'));
  await expect.poll(async () => (await controls.count()) - (await texts.count())).toBe(0);
  const rightEdge = async () => {
    const { x, width } = (await heatmap(page).boundingBox())!;
    return x + width;
  };
  await expect.poll(rightEdge, 'not cut').toBeLessThanOrEqual(paper.width);
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(paper.width);
});

test('print is light in each theme, and does not change the screen', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  const light = await legendColors(page);
  await chooseTheme(page, 'dark');
  await expect.poll(async () => (await legendColors(page)).zero).not.toBe(light.zero);
  const dark = await legendColors(page);
  const before = await heatmap(page).boundingBox();

  await page.emulateMedia({ media: 'print' });
  await expect.poll(() => legendColors(page)).toEqual(light);
  const { values } = storedTensor(samplePaths.int8, 5);
  const places = Array.from({ length: 24 }, (_, column) => ({ row: 0.5, column: column + 0.5 }));
  const expected = places.map((_, column) => (values[column] === 0 ? light.zero : light.nonzero));
  await expect.poll(async () => colorsAt(page, await windowOf(page), places)).toEqual(expected);

  await page.emulateMedia({ media: null });
  await expect.poll(() => legendColors(page)).toEqual(dark);
  await expect.poll(() => heatmap(page).boundingBox()).toEqual(before);
  await waitForWindow(page, '0:24', '0:24');
});

test('the map is drawn for print before the browser prints', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  await chooseTheme(page, 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  // Registered after the listeners of the page, to see their effects immediately.
  await page.evaluate(() =>
    window.addEventListener('beforeprint', () => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas[role="img"]')!;
      const { width, height } = canvas;
      const corner = canvas.getContext('2d')!.getImageData((width - height) / 2 + 8, 8, 1, 1);
      const { theme } = document.documentElement.dataset;
      Object.assign(globalThis, { printed: { width, theme, corner: [...corner.data.slice(0, 3)].join() } });
    }),
  );
  const onScreen = await heatmap(page).evaluate((canvas) => (canvas as HTMLCanvasElement).width);
  const pdf = await page.pdf({ format: 'A4' });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const printed = await page.evaluate(
    () => (globalThis as unknown as { printed: { width: number; theme: string; corner: string } }).printed,
  );
  expect(printed.theme).toBe('light');
  expect(printed.width, 'finer than on the screen').toBeGreaterThan(2 * onScreen);
  await chooseTheme(page, 'light');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  const { values } = storedTensor(samplePaths.int8, 5);
  const light = await legendColors(page);
  expect(printed.corner).toBe(values[0] === 0 ? light.zero : light.nonzero);
});

test('all rows of a long table are printed', async ({ page }) => {
  await page.goto('/');
  await drop(page, [{ name: 'many.tflite', bytes: smallTensors(400) }]);
  await waitForMap(page, '0:1');
  const rows = tensorTable(page).locator('tr[data-tensor]');
  await expect.poll(() => rows.count()).toBeGreaterThan(3);
  await expect.poll(() => rows.count()).toBeLessThan(60);
  await onPaper(page);
  await expect(rows).toHaveCount(400);
});
