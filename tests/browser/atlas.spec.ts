import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { sheetAboveLegend } from '../../src/heatmap/atlasSheet';
import { completeWindow, fittedPlacement } from '../../src/heatmap/viewport';
import { manyTensors } from '../support/manyTensors';
import { type Color, legendColors } from '../support/mapColors';
import { rangeServer } from '../support/modelServer';
import { paddedModel } from '../support/paddedModel';
import {
  allowLink,
  atlas,
  chooseFile,
  chooseTheme,
  expect,
  heatmap,
  mapRegion,
  sampleLink,
  statusBar,
  tensorRow,
  test,
  waitForMap,
} from '../support/pageObjects';

// The tensors of the sample in operator order. `violates` is the color of violations in the light theme.
const tensors = [
  { key: '0:1', rowCount: 800, columnCount: 1 },
  { key: '0:3', rowCount: 1600, columnCount: 32 },
  { key: '0:5', rowCount: 1024, columnCount: 3136 },
  { key: '0:7', rowCount: 10, columnCount: 1024 },
];
const violates: Color = '217,119,6';

async function openAtlas(page: Page, count = 4): Promise<void> {
  await page.getByRole('button', { name: 'Atlas' }).click();
  await expect(atlas(page)).toHaveAttribute('data-read', String(count));
  await expect(atlas(page)).toHaveAttribute('data-state', 'ready');
}

async function openSample(page: Page): Promise<void> {
  await page.goto(sampleLink('violations', { theme: 'light' }));
  await waitForMap(page, '0:5');
}

test('the legend covers no tensor of the fitted atlas', async ({ page }) => {
  await openSample(page);
  await openAtlas(page);
  const { y: canvasTop } = (await atlas(page).boundingBox())!;
  const legend = (await page.locator('.map-legend').boundingBox())!;
  for (const { y, height } of (await boxes(page)).values()) {
    expect(canvasTop + y + height).toBeLessThanOrEqual(legend.y);
  }
});

/** The positions of the sample's tensors in the fitted atlas, CSS pixels of the canvas. */
async function boxes(page: Page) {
  const { width, height } = (await atlas(page).boundingBox())!;
  const sheet = sheetAboveLegend(tensors, { width, height });
  const size = { rowCount: sheet.height, columnCount: sheet.width };
  const { scale, x, y } = fittedPlacement(completeWindow(size), { width, height });
  return new Map(
    sheet.frames.map((frame, i) => [
      tensors[i]!.key,
      {
        x: x + frame.x * scale,
        y: y + frame.y * scale,
        width: frame.width * scale,
        height: frame.height * scale,
      },
    ]),
  );
}

async function middleOf(page: Page, tensor: string): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await boxes(page)).get(tensor)!;
  return { x: x + width / 2, y: y + height / 2 };
}

/** The colors of a part of a canvas, with the count of pixels of each. */
function colorsIn(
  page: Page,
  selector: string,
  box?: { x: number; y: number; width: number; height: number },
): Promise<Record<Color, number>> {
  return page.evaluate(
    ([selector, box]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(selector)!;
      const { x, y, width, height } = box ?? { x: 0, y: 0, width: canvas.width, height: canvas.height };
      const { data } = canvas.getContext('2d')!.getImageData(Math.round(x), Math.round(y), width, height);
      const counts: Record<string, number> = {};
      for (let i = 0; i < data.length; i += 4) {
        const color = data.slice(i, i + 3).join(',');
        counts[color] = (counts[color] ?? 0) + 1;
      }
      return counts;
    },
    [selector, box] as const,
  );
}

const sheetCanvas = '.atlas-surface canvas';

/** The share of pixels that are tinted with the color of violations. Weights are blue. */
function tintedShare(counts: Readonly<Record<Color, number>>): number {
  const all = Object.entries(counts);
  const tinted = all.filter(([color]) => {
    const [red, , blue] = color.split(',').map(Number);
    return red! > blue!;
  });
  const sum = (colors: typeof all) => colors.reduce((pixels, [, count]) => pixels + count, 0);
  return sum(tinted) / sum(all);
}

test('the atlas has all tensors, with position, colors and verdict', async ({ page }) => {
  await openSample(page);
  const { nonzero } = await legendColors(page);
  await openAtlas(page);
  await expect(atlas(page)).toHaveAttribute('data-tensors', '4');
  await expect(atlas(page)).toHaveAccessibleName(/^Atlas of 4 weight tensors/);
  await expect(heatmap(page)).toBeHidden();
  await expect(mapRegion(page)).toContainText('2 of 4: 1 · Nearly: 1 · Not pruned: 1 · Rows too short: 1');

  const places = await boxes(page);
  const colors = async (tensor: string) => colorsIn(page, sheetCanvas, places.get(tensor));
  const share = (counts: Record<Color, number>, color: Color) =>
    (counts[color] ?? 0) / Object.values(counts).reduce((sum, count) => sum + count, 0);
  // The outline is outside the frame.
  const above = (tensor: string) => {
    const { x, y, width } = places.get(tensor)!;
    return { x: x + 3, y: Math.round(y) - 1, width: width - 6, height: 1 };
  };
  await expect(async () => {
    const dense = await colors('0:7');
    const pruned = await colors('0:5');
    expect(share(dense, nonzero)).toBeGreaterThan(0.5);
    expect(share(pruned, nonzero)).toBeLessThan(0.01);
    // The 12 blocks that violate are visible, and no more than they are: a lattice would cover a ninth.
    expect(tintedShare(pruned)).toBeGreaterThan(0);
    expect(tintedShare(pruned)).toBeLessThan(0.01);
    // A tensor that was not pruned has no marks.
    expect(tintedShare(dense)).toBe(0);
    expect(tintedShare(await colors('0:3'))).toBe(0);
    expect(tintedShare(await colors('0:1'))).toBe(0);
    expect(Object.keys(await colorsIn(page, sheetCanvas, above('0:5')))).toEqual([violates]);
    expect(await colorsIn(page, sheetCanvas, above('0:3'))).not.toHaveProperty(violates);
  }).toPass();
});

test('the pointer shows the name of a tensor, and a click opens its map', async ({ page }) => {
  await openSample(page);
  await openAtlas(page);
  await atlas(page).hover({ position: await middleOf(page, '0:7') });
  await expect(statusBar(page)).toContainText('sequential/dense/MatMul');
  await expect(statusBar(page)).toContainText('0.70 % zeros');
  await expect(statusBar(page)).toContainText('2,560 of 2,560 blocks break 2 of 4');
  await atlas(page).click({ position: await middleOf(page, '0:7') });
  await waitForMap(page, '0:7');
  await expect(atlas(page)).toBeHidden();
  await expect(page.getByRole('button', { name: 'Atlas' })).toHaveAttribute('aria-pressed', 'false');
});

test('keys open the atlas, move from tensor to tensor, and open its map', async ({ page }) => {
  await openSample(page);
  await heatmap(page).focus();
  await page.keyboard.press('a');
  await expect(atlas(page)).toBeFocused();
  await expect(page.getByRole('button', { name: 'Atlas' })).toHaveAttribute('aria-pressed', 'true');
  await expect(atlas(page)).toHaveAttribute('data-focused', '0:5');
  await page.keyboard.press('n');
  await expect(page.getByRole('status').filter({ hasText: 'sequential/dense/MatMul' })).toBeVisible();
  await page.keyboard.press('n');
  await expect(atlas(page)).toHaveAttribute('data-focused', '0:1');
  await page.keyboard.press('p');
  await page.keyboard.press('p');
  await page.keyboard.press('p');
  await expect(atlas(page)).toHaveAttribute('data-focused', '0:3');
  await page.keyboard.press('Enter');
  await waitForMap(page, '0:3');
  await expect(heatmap(page)).toBeFocused();
  await page.keyboard.press('a');
  await expect(atlas(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await waitForMap(page, '0:3');
});

test('the atlas can be zoomed, moved and fitted', async ({ page }) => {
  await openSample(page);
  await openAtlas(page);
  await page.mouse.move(0, 0);
  const picture = () => colorsIn(page, sheetCanvas);
  const whole = await picture();
  const box = (await atlas(page).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.wheel(0, -300);
  await expect.poll(picture).not.toEqual(whole);
  await atlas(page).focus();
  await page.keyboard.press('0');
  await page.mouse.move(0, 0);
  await expect.poll(picture).toEqual(whole);
  for (const key of ['+', 'ArrowRight']) {
    const before = await picture();
    await page.keyboard.press(key);
    await expect.poll(picture).not.toEqual(before);
  }
  await page.getByRole('button', { name: 'Fit' }).click();
  await page.mouse.move(0, 0);
  await expect.poll(picture).toEqual(whole);
});

test('another pattern changes the verdicts of the atlas, and a row of the table opens a map', async ({ page }) => {
  await openSample(page);
  await openAtlas(page);
  await page.getByLabel('Zeros in every block').fill('3');
  await expect(mapRegion(page)).toContainText('Structured: 2 · Not pruned: 1 · Rows too short: 1');
  await expect(atlas(page)).toBeVisible();
  await tensorRow(page, '0:5').click();
  await waitForMap(page, '0:5');
  await expect(atlas(page)).toBeHidden();
});

test('tensors that are not read yet are empty frames', async ({ page, expected }) => {
  const server = await rangeServer(paddedModel(20));
  expected.origins.push(server.origin);
  await page.goto(`/#model=${server.address}`);
  await allowLink(page);
  await waitForMap(page, '0:1');
  await openAtlas(page, 1);
  await expect(atlas(page)).toHaveAttribute('data-tensors', '20');
  await expect(mapRegion(page)).toContainText('not read yet: 19');
  await page.getByRole('button', { name: /Read all/ }).click();
  await expect(atlas(page)).toHaveAttribute('data-read', '20');
  await expect(mapRegion(page)).not.toContainText('not read yet');
  await server.close();
});

test('400 tensors can be opened and zoomed', async ({ page }, testInfo) => {
  const path = testInfo.outputPath('many.tflite');
  writeFileSync(path, manyTensors());
  await page.goto('/');
  await chooseFile(page, path);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await expect(page.getByRole('progressbar')).toBeHidden();
  await openAtlas(page, 400);
  const box = (await atlas(page).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let turn = 0; turn < 30; turn++) await page.mouse.wheel(0, turn < 15 ? -120 : 120);
  await expect(atlas(page)).toHaveAttribute('data-state', 'ready');
});

test('each row of the table has a thumbnail of its tensor, which moves nothing when it appears', async ({ page }) => {
  await page.goto(sampleLink('violations', { theme: 'light' }));
  const thumbnail = (tensor: string) => `tr[data-tensor="${tensor}"] .thumbnail canvas`;
  await expect(tensorRow(page, '0:7')).toBeVisible();
  // In the table: what is above it has more lines once all tensors are counted.
  const place = () => tensorRow(page, '0:7').evaluate((row: HTMLElement) => [row.offsetTop, row.offsetHeight]);
  const before = await place();
  await expect(page.locator('.thumbnail canvas[data-painted="light"]')).toHaveCount(4);
  await expect.poll(place).toEqual(before);
  const { nonzero } = await legendColors(page);
  const dense = await colorsIn(page, thumbnail('0:7'));
  const pruned = await colorsIn(page, thumbnail('0:5'));
  expect(dense).toHaveProperty(nonzero);
  expect(pruned).not.toHaveProperty(nonzero);
  expect(tintedShare(pruned)).toBeGreaterThan(0);
  expect(tintedShare(dense)).toBe(0);
  expect(tintedShare(await colorsIn(page, thumbnail('0:3')))).toBe(0);
  await chooseTheme(page, 'dark');
  await expect(page.locator('.thumbnail canvas[data-painted="dark"]')).toHaveCount(4);
  await expect.poll(() => colorsIn(page, thumbnail('0:7'))).not.toEqual(dense);
});
