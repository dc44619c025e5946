import type { Page } from '@playwright/test';
import {
  atlas,
  chooseFile,
  chooseTheme,
  expect,
  heatmap,
  sampleLink,
  samplePaths,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';
import { type Warnings, warningElements, warningPixels } from '../support/warningColors';

// Where blocks that break the pattern have a warning color: only in tensors that nearly conform, or that must conform.

const none: Warnings = { amber: 0, red: 0 };
const thumbnails = (page: Page) => tensorTable(page).locator('.thumbnail canvas');

async function openAtlas(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Atlas' }).click();
  await expect(atlas(page)).toHaveAttribute('data-state', 'ready');
  await expect.poll(() => atlas(page).evaluate(({ dataset }) => dataset.read === dataset.tensors)).toBe(true);
}

/** Scrolls to the thumbnails of all rows: they are painted when they come into view. */
async function waitForThumbnails(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await expect(thumbnails(page)).not.toHaveCount(0);
  await expect(tensorTable(page).locator('[data-tensor]:not([data-status])')).toHaveCount(0);
  await expect(page.getByRole('progressbar')).toBeHidden();
  const unpainted = () =>
    thumbnails(page).evaluateAll((canvases, painted) => {
      const others = (canvases as HTMLElement[]).filter(({ dataset }) => dataset.painted !== painted);
      others[0]?.scrollIntoView();
      return others.length;
    }, theme);
  await expect.poll(unpainted).toBe(0);
}

for (const theme of ['light', 'dark'] as const) {
  test(`an unpruned model shows neither red nor amber (${theme})`, async ({ page }) => {
    await page.goto('/');
    await chooseTheme(page, theme);
    await chooseFile(page, 'node_modules/@mediapipe/pose/pose_landmark_lite.tflite');
    await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
    await waitForThumbnails(page, theme);
    expect(await warningPixels(heatmap(page))).toEqual(none);
    expect(await warningPixels(thumbnails(page))).toEqual(none);
    expect(await warningElements(page)).toEqual([]);

    // The reader can still go to the blocks that break the pattern.
    await heatmap(page).focus();
    await page.keyboard.press(']');
    await expect(page.locator('.current-violation text')).toContainText(/[34] of 4 non-zero/);
    expect(await warningElements(page)).toEqual([]);
    expect(await warningPixels(heatmap(page))).toEqual(none);

    await page.getByLabel('Color', { exact: true }).selectOption('blocks');
    await expect(page.locator('[data-legend="over-limit"]')).toBeVisible();
    for (const key of ['0', ']']) {
      await page.keyboard.press(key);
      expect(await warningPixels(heatmap(page))).toEqual(none);
    }
    expect(await warningElements(page)).toEqual([]);

    await openAtlas(page);
    expect(await warningPixels(atlas(page))).toEqual(none);
    expect(await warningElements(page)).toEqual([]);
  });

  test(`the sample with 12 violations shows one amber tensor (${theme})`, async ({ page }) => {
    await page.goto(sampleLink('violations', { theme }));
    await waitForMap(page, '0:5');
    await waitForThumbnails(page, theme);
    const marked = async (tensor: string) => warningPixels(tensorRow(page, tensor).locator('.thumbnail canvas'));
    // 12 outlines of at least 7 x 7 pixels, 2 wide. Some overlap.
    await expect.poll(async () => (await warningPixels(heatmap(page))).amber).toBeGreaterThan(5 * 40);
    expect((await warningPixels(heatmap(page))).red).toBe(0);
    expect((await marked('0:5')).amber).toBeGreaterThan(0);
    await expect(tensorTable(page).locator('.status-dot[data-kind="nearly"]')).toHaveCount(1);
    await expect(tensorRow(page, '0:5').locator('.status-dot')).toHaveAttribute('data-kind', 'nearly');
    for (const other of ['0:1', '0:3', '0:7']) {
      expect(await marked(other)).toEqual(none);
      await tensorRow(page, other).click();
      await waitForMap(page, other);
      await expect.poll(() => warningPixels(heatmap(page))).toEqual(none);
    }
    await openAtlas(page);
    const sheet = await warningPixels(atlas(page));
    expect(sheet.amber).toBeGreaterThan(0);
    expect(sheet.red).toBe(0);
    await expect(page.locator('.legend [data-mark]')).toHaveCount(1);
    await expect(page.locator('.legend [data-mark="nearly"]')).toBeVisible();
  });
}

test('the current violation shows its values while cells are too small for them', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  await page.keyboard.press(']');
  const { values, shape } = storedTensor(samplePaths.violations, 5);
  const block = [...values.subarray(0, 4)];
  expect(shape[1]).toBeGreaterThan(4);
  expect(block.filter((value) => value !== 0)).toHaveLength(3);
  await expect(page.locator('.current-violation tspan')).toHaveText(['3 of 4 non-zero', block.join(', ')]);
});

test('a required pattern is red wherever it does not hold', async ({ page }) => {
  await page.goto(sampleLink('violations', { theme: 'light', tensor: '0:7', required: '1' }));
  await waitForMap(page, '0:7');
  await waitForThumbnails(page, 'light');
  await expect.poll(async () => (await warningPixels(heatmap(page))).red).toBeGreaterThan(0);
  await expect(page.locator('.legend [data-mark="required"]')).toBeVisible();
  const bad = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--bad)';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
  for (const tensor of ['0:5', '0:7']) {
    await expect(tensorRow(page, tensor).locator('.status-dot')).toHaveCSS('background-color', bad);
    const { amber, red } = await warningPixels(tensorRow(page, tensor).locator('.thumbnail canvas'));
    expect([tensor, red > 0, amber]).toEqual([tensor, true, 0]);
  }
  for (const tensor of ['0:1', '0:3']) {
    await expect(tensorRow(page, tensor).locator('.status-dot')).not.toHaveCSS('background-color', bad);
    expect(await warningPixels(tensorRow(page, tensor).locator('.thumbnail canvas'))).toEqual(none);
  }
  const chip = (name: RegExp) => page.getByRole('button', { name }).locator('.status-dot');
  for (const broken of [/^Nearly 1/, /^Not pruned 1/]) await expect(chip(broken)).toHaveCSS('background-color', bad);
  for (const other of [/^2 of 4 1/, /^Rows too short 1/]) {
    await expect(chip(other)).not.toHaveCSS('background-color', bad);
  }
  await openAtlas(page);
  const sheet = await warningPixels(atlas(page));
  expect(sheet.red).toBeGreaterThan(100);
  await expect(page.locator('.legend [data-mark="required"]')).toBeVisible();
  await expect(page.locator('.legend [data-mark]')).toHaveCount(1);
});

test('a comparison shows a broken requirement in both models in red', async ({ page }) => {
  const compare = samplePaths.int8.replace('public/', '');
  await page.goto(sampleLink('violations', { theme: 'light', required: '1', compare }));
  await waitForMap(page, '0:5');
  const dots = (tensor: string) => tensorRow(page, tensor).locator('.status-change .status-dot');
  await expect(dots('0:5')).toHaveCount(2);
  await expect(dots('0:5').first()).toHaveAttribute('data-broken', 'true');
  await expect(dots('0:5').last()).not.toHaveAttribute('data-broken');
  await expect(dots('0:7').first()).toHaveAttribute('data-broken', 'true');
  await expect(dots('0:7').last()).toHaveAttribute('data-broken', 'true');
  await expect(dots('0:3').first()).not.toHaveAttribute('data-broken');
});
