import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { colorsAt, legendColors } from '../support/mapColors';
import {
  atlas,
  chooseFile,
  expect,
  heatmap,
  linkFields,
  openTutorialSample,
  problem,
  sampleLink,
  samplePaths,
  tensorTable,
  test,
  waitForMap,
  windowOf,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

const firstRow = Array.from({ length: 24 }, (_, column) => ({ row: 0.5, column: column + 0.5 }));
const window24 = { tensor: '0:5', rows: '0:24', columns: '0:24' };

function pageColor(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
}

/** The first row of the map, with the name of each cell's color in the legend. */
async function firstRowByLegend(page: Page): Promise<string[]> {
  const legend = await legendColors(page);
  const colors = await colorsAt(page, await windowOf(page), firstRow);
  return colors.map((color) => (color === legend.zero ? 'zero' : color === legend.nonzero ? 'non-zero' : color));
}

test('the map follows the theme, and shows the same in each', async ({ page }) => {
  await page.goto(sampleLink('int8', window24));
  await waitForMap(page, '0:5');
  const { values } = storedTensor(samplePaths.int8, 5);
  const expected = firstRow.map((_, column) => (values[column] === 0 ? 'zero' : 'non-zero'));
  const seen: Record<string, string>[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.getByLabel('Theme').selectOption(theme);
    await expect.poll(() => firstRowByLegend(page)).toEqual(expected);
    await expect.poll(() => linkFields(page).theme).toBe(theme);
    seen.push({ ...(await legendColors(page)), page: await pageColor(page) });
  }
  for (const key of ['zero', 'nonzero', 'page']) expect(seen[0]![key], key).not.toBe(seen[1]![key]);
});

test('the default theme is that of the system, also when it changes', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(sampleLink('int8', window24));
  await waitForMap(page, '0:5');
  const light = { ...(await legendColors(page)), page: await pageColor(page) };
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => pageColor(page)).not.toBe(light.page);
  const { values } = storedTensor(samplePaths.int8, 5);
  const expected = firstRow.map((_, column) => (values[column] === 0 ? 'zero' : 'non-zero'));
  await expect.poll(() => firstRowByLegend(page)).toEqual(expected);
  await expect.poll(async () => (await legendColors(page)).zero).not.toBe(light.zero);
  expect(linkFields(page)).not.toHaveProperty('theme');
});

test('a theme in the link overrides that of the system', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const light = await pageColor(page);
  await page.goto('about:blank');
  await page.goto('/#theme=dark');
  await expect(page.getByLabel('Theme')).toHaveValue('dark');
  await expect.poll(() => pageColor(page)).not.toBe(light);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

  const sideways = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  test('the first page fits the width', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('button', { name: /tutorial/i })).toBeInViewport({ ratio: 1 });
    await expect(page.getByText('Nothing is uploaded. The file')).toBeVisible();
    await expect.poll(() => sideways(page)).toBe(0);
  });

  test('map, figures and table fit the width, one below the other', async ({ page }) => {
    await openTutorialSample(page);
    await expect(heatmap(page)).toBeInViewport();
    await expect.poll(async () => (await heatmap(page).boundingBox())!.width).toBeGreaterThan(280);
    await expect.poll(async () => (await heatmap(page).boundingBox())!.height).toBeGreaterThan(180);
    const table = page.getByRole('table', { name: 'Weight tensors' });
    await table.scrollIntoViewIfNeeded();
    await expect(table).toBeInViewport();
    await expect(async () => {
      const { x, width } = (await table.boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(390);
    }).toPass();
    // Some buttons appear after the map in place of others. The button that stops the counting disappears.
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    for (const name of ['Compare', 'Embed', 'Download']) {
      await expect(page.getByRole('button', { name, exact: true })).toBeEnabled();
    }
    const outside = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('button')]
          .filter((button) => button.getBoundingClientRect().right > 390)
          .map(({ textContent }) => textContent),
      );
    await expect.poll(outside).toEqual([]);
    await expect.poll(() => sideways(page)).toBe(0);
  });

  test('the map is in view after opening a model with many tensors, and after selecting a row', async ({ page }) => {
    await page.goto('/');
    await chooseFile(page, 'node_modules/@mediapipe/pose/pose_landmark_lite.tflite');
    await waitForMap(page, '0:118');
    await expect(heatmap(page)).toBeInViewport();
    await tensorTable(page).locator('[data-tensor]').nth(60).click();
    await expect(heatmap(page)).toBeInViewport();
    await tensorTable(page).locator('[data-tensor]').nth(60).scrollIntoViewIfNeeded();
    await chooseFile(page, { name: 'wrong.png', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) });
    await expect(problem(page)).toBeInViewport();
  });

  test('a tap shows the readout of a weight without moving the map', async ({ page }) => {
    await page.goto(sampleLink('int8', window24));
    await waitForMap(page, '0:5');
    const before = await heatmap(page).boundingBox();
    await heatmap(page).tap();
    await expect(page.getByRole('region', { name: 'Map' })).toContainText(/stored -?\d/);
    // The page may scroll to the tapped place.
    await expect
      .poll(() => heatmap(page).boundingBox())
      .toMatchObject({ width: before?.width, height: before?.height });
  });
});

for (const theme of ['light', 'dark']) {
  test(`axe finds no serious fault, ${theme}`, async ({ page }) => {
    await page.goto(`/#theme=${theme}`);
    await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: /tutorial/i }).click();
    await waitForMap(page, '0:5');
    await expect(page.getByText('2,560').first()).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Atlas' }).click();
    await expect(atlas(page)).toHaveAttribute('data-read', '4');
    expect(await accessibilityViolations(page)).toEqual([]);
  });
}
