import type { Page } from '@playwright/test';
import { interpolateViridis, rgb } from 'd3';
import { colorsAt, colorsOfKeys } from '../support/mapColors';
import {
  details,
  expect,
  heatmap,
  linkFields,
  sampleLink,
  samplePaths,
  tensorRow,
  test,
  waitForMap,
  windowOf,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

// Compares ten pixels of each coloring with the numbers of the file and the legend.
const rows = [0, 24] as const;
const columns = [0, 24] as const;
const stored = storedTensor(samplePaths.int8, 5);
const [, columnCount] = stored.shape;
const places = Array.from({ length: 10 }, (_, i) => ({ row: (7 * i) % 24, column: (5 * i + 3) % 24 }));
const valueAt = (row: number, column: number) => stored.values[row * columnCount + column];
const magnitudeAt = (row: number, column: number) =>
  Math.abs(valueAt(row, column)) * (stored.scales[stored.scales.length === 1 ? 0 : row] ?? 1);
const largest = Math.max(...Array.from({ length: stored.shape[0] }, (_, row) => rowLargest(row)));

function rowLargest(row: number): number {
  let most = 0;
  for (let column = 0; column < columnCount; column++) most = Math.max(most, magnitudeAt(row, column));
  return most;
}

async function openColored(page: Page, color: string): Promise<void> {
  const window = { rows: rows.join(':'), columns: columns.join(':') };
  await page.goto(sampleLink('int8', { tensor: '0:5', ...window, color }));
  await waitForMap(page, '0:5');
}

/** Away from the center of each cell, where a number may be. */
const cornersOf = async (page: Page) =>
  colorsAt(
    page,
    await windowOf(page),
    places.map(({ row, column }) => ({ row: row + 0.2, column: column + 0.8 })),
  );

const channels = (color: string) => {
  const { r, g, b } = rgb(color);
  return [r, g, b].map(Math.round);
};

async function expectColors(page: Page, expected: readonly string[]): Promise<void> {
  await expect(async () => {
    const drawn = (await cornersOf(page)).map((text) => text.split(',').map(Number));
    drawn.forEach((color, i) => {
      const off = channels(expected[i]).map((channel, c) => Math.abs(color[c] - channel));
      expect(Math.max(...off), `pixel ${i}`).toBeLessThanOrEqual(3);
    });
  }).toPass();
}

/** The color of a key of the legend, as CSS. */
const keyColor = async (page: Page, key: string) => `rgb(${await colorsOfKeys(page, [key])})`;

/** The numbers below the scale of the legend. */
const ticks = async (page: Page) => (await page.locator('.legend .tick text').allTextContents()).map(Number);

test('by magnitude: zero has its own color, other weights that of their share of the largest', async ({ page }) => {
  await openColored(page, 'magnitude');
  const scale = page.locator('[data-legend="magnitude"]');
  await expect.poll(async () => Number(await scale.getAttribute('data-largest'))).toBeCloseTo(largest, 6);
  const zero = await keyColor(page, 'magnitude-zero');
  const expected = places.map(({ row, column }) =>
    valueAt(row, column) === 0 ? zero : interpolateViridis(magnitudeAt(row, column) / largest),
  );
  expect(new Set(expected).size).toBeGreaterThan(3);
  await expectColors(page, expected);
  // The legend ends at the largest weight.
  await expect.poll(async () => (await ticks(page)).at(-1)).toBeCloseTo(largest, 2);
});

test('by quantiles: each non-zero weight has the color of its rank', async ({ page }) => {
  await openColored(page, 'quantile');
  const all: number[] = [];
  for (let row = 0; row < stored.shape[0]; row++) {
    for (let column = 0; column < columnCount; column++) {
      const magnitude = magnitudeAt(row, column);
      if (magnitude > 0) all.push(Math.round((magnitude / largest) * 65_535));
    }
  }
  all.sort((a, b) => a - b);
  const noLarger = (step: number) => {
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (all[middle] <= step) low = middle + 1;
      else high = middle;
    }
    return low / all.length;
  };
  const zero = await keyColor(page, 'magnitude-zero');
  await expectColors(
    page,
    places.map(({ row, column }) => {
      const step = Math.round((magnitudeAt(row, column) / largest) * 65_535);
      return step === 0 ? zero : interpolateViridis(noLarger(step));
    }),
  );
  const median = (all[Math.floor(all.length / 2)] / 65_535) * largest;
  await expect.poll(async () => (await ticks(page))[2]).toBeCloseTo(median, 2);
});

test('by density of 4 x 4: each square has the color of its share', async ({ page }) => {
  await openColored(page, 'density');
  await expectColors(
    page,
    places.map(({ row, column }) => {
      let count = 0;
      for (let r = row - (row % 4); r < row - (row % 4) + 4; r++) {
        for (let c = column - (column % 4); c < column - (column % 4) + 4; c++) count += valueAt(r, c) === 0 ? 0 : 1;
      }
      return interpolateViridis(count / 16);
    }),
  );
  await expect(page.locator('.legend .tick text')).toHaveText(['0 %', '50 %', '100 %']);
});

test('by zero / non-zero: each weight has the color of its key', async ({ page }) => {
  await openColored(page, 'nonzero');
  const [zero, nonzero] = [await keyColor(page, 'zero'), await keyColor(page, 'nonzero')];
  await expectColors(
    page,
    places.map(({ row, column }) => (valueAt(row, column) === 0 ? zero : nonzero)),
  );
});

test('cells show numbers only while there is space for them', async ({ page }) => {
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '0:12', columns: '0:12' }));
  await waitForMap(page, '0:5');
  // Colors at the center of a cell: only its own, or also that of a number.
  const colorsOf = () =>
    heatmap(page).evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const side = Math.floor(Math.min(canvas.width, canvas.height) / 12);
      const left = Math.floor((canvas.width - 12 * side) / 2);
      const top = Math.floor((canvas.height - 12 * side) / 2);
      const { data } = canvas.getContext('2d')!.getImageData(left + side / 4, top + side / 4, side / 2, side / 2);
      return new Set(new Uint32Array(data.buffer)).size;
    });
  await expect.poll(colorsOf).toBeGreaterThan(1);
  await heatmap(page).focus();
  await page.keyboard.press('0');
  await expect(heatmap(page)).toHaveAttribute('data-rows', '0:1024');
});

test('the threshold treats small weights as zero, in the link too, and the page shows it', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  const threshold = 0.02;
  let zeros = 0;
  for (let row = 0; row < stored.shape[0]; row++) {
    for (let column = 0; column < columnCount; column++) if (magnitudeAt(row, column) <= threshold) zeros++;
  }
  const field = page.getByLabel('Treat abs(w) ≤ … as zero');
  const bar = page.getByRole('status', { name: 'What if' });
  await expect(details(page)).toContainText('(1,610,151 of 3,211,264)');
  const listed = () => tensorRow(page, '0:5').innerText();
  const before = await listed();
  await field.fill(String(threshold));
  const share = `${((100 * zeros) / 3_211_264).toFixed(2)} %`;
  await expect(bar).toContainText(`What if: abs(w) ≤ 0.02 counts as zero. ${share} zeros.`);
  await expect(field).toBeFocused();
  // Figures and verdicts are those of exact zeros.
  await expect(details(page)).toContainText('(1,610,151 of 3,211,264)');
  expect(await listed()).toBe(before);
  await expect.poll(() => linkFields(page).threshold).toBe('0.02');
  await page.reload();
  await waitForMap(page, '0:5');
  await expect(bar).toContainText(`${share} zeros.`);
  await expect(details(page)).toContainText('(1,610,151 of 3,211,264)');
  await expect(field).toHaveValue('0.02');
  await bar.getByRole('button', { name: 'Reset' }).click();
  await expect(bar).toBeHidden();
  await expect(field).toHaveValue('');
  await expect.poll(() => linkFields(page).threshold).toBeUndefined();
});
