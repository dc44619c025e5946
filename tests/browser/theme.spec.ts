import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { colorsAt, legendColors } from '../support/mapColors';
import {
  atlas,
  chooseFile,
  chooseTheme,
  expect,
  heatmap,
  linkFields,
  openMenu,
  openTutorialSample,
  problem,
  sampleLink,
  samplePaths,
  statusBar,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
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
    await chooseTheme(page, theme);
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
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
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

  test('the map fits the width, and the sheet below it has tensors, details and notes', async ({ page }) => {
    await openTutorialSample(page);
    await expect(heatmap(page)).toBeInViewport({ ratio: 1 });
    await expect.poll(async () => (await heatmap(page).boundingBox())!.width).toBeGreaterThan(280);
    await page.getByRole('tab', { name: 'Tensors' }).tap();
    const table = tensorTable(page);
    await expect(table).toBeInViewport();
    await expect(heatmap(page)).toBeInViewport({ ratio: 1 });
    await expect(async () => {
      const { x, width } = (await table.boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(390);
    }).toPass();
    await page.getByRole('tab', { name: 'Details' }).tap();
    await expect(page.getByRole('button', { name: 'Structural pruning for Dense layer' })).toBeVisible();
    await page.getByRole('tab', { name: 'Notes' }).tap();
    await expect(page.getByRole('button', { name: 'Add note' })).toBeInViewport();
    const menu = await openMenu(page, 'More');
    const downloads = ['PNG', 'SVG', 'CSV mask', 'CSV violations', 'JSON report', 'Review file'];
    for (const name of ['Compare', 'Copy link', 'Embed', ...downloads]) {
      await expect(menu.getByRole('menuitem', { name, exact: true })).toBeVisible();
    }
    await expect(menu.getByRole('menuitemcheckbox', { name: 'PNG at 2×' })).toBeVisible();
    await expect.poll(() => sideways(page)).toBe(0);
  });

  test('the map stays in view when a row is selected, and a full sheet makes room for it', async ({ page }) => {
    await page.goto('/');
    await chooseFile(page, 'node_modules/@mediapipe/pose/pose_landmark_lite.tflite');
    await waitForMap(page, '0:118');
    await expect(heatmap(page)).toBeInViewport({ ratio: 1 });
    await page.getByRole('tab', { name: 'Tensors' }).tap();
    await page.getByRole('button', { name: 'Show more of the sheet' }).tap();
    const sheet = page.locator('.sheet-panel');
    await expect(sheet).toHaveAttribute('data-height', 'full');
    const row = tensorTable(page).locator('[data-tensor]').nth(60);
    await row.tap();
    await expect(row).toHaveAttribute('aria-current', 'true');
    await expect(sheet).toHaveAttribute('data-height', 'half');
    await expect(heatmap(page)).toBeInViewport({ ratio: 1 });
    await chooseFile(page, { name: 'wrong.png', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) });
    await expect(problem(page)).toBeInViewport();
  });

  test('a tap shows the readout of a weight without moving the map', async ({ page }) => {
    await page.goto(sampleLink('int8', window24));
    await waitForMap(page, '0:5');
    const before = await heatmap(page).boundingBox();
    await heatmap(page).tap();
    await expect(statusBar(page)).toContainText(/stored -?\d/);
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
    await waitForStatus(page, '0:7', 'dense');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Atlas' }).click();
    await expect(atlas(page)).toHaveAttribute('data-read', '4');
    expect(await accessibilityViolations(page)).toEqual([]);
  });
}
