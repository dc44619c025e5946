import type { Page } from '@playwright/test';
import { buildModel } from '../support/buildModel';
import {
  chooseFile,
  chooseTheme,
  expect,
  heatmap,
  linkedWeights,
  linkFields,
  openSampleWindow,
  pointOnMap,
  sampleLink,
  tensorRow,
  test,
  waitForMap,
  waitForWindow,
  windowOf,
} from '../support/pageObjects';

/** The fragment once it has all earlier moves: they reach the address before one more change does. */
async function addressAtRest(page: Page): Promise<string> {
  const theme = linkFields(page).theme === 'dark' ? 'light' : 'dark';
  await chooseTheme(page, theme);
  await expect.poll(() => linkFields(page).theme).toBe(theme);
  // The address is written by a timer, the map by a frame.
  const { rows, columns } = linkedWeights(page);
  if (rows) await waitForWindow(page, rows, columns!);
  return new URL(page.url()).hash.slice(1);
}

/** SHA-256 of the pixels of the map. */
function pixelsOf(page: Page): Promise<string> {
  return heatmap(page).evaluate(async (element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
    return `${width}x${height} ${Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  });
}

/** Pixels of each edge of the map that show no weight: left, right, top, bottom. */
function blankEdges(page: Page): Promise<number[]> {
  return heatmap(page).evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    const isBlank = (x: number, y: number) => data[4 * (y * width + x) + 3] === 0;
    const middle = { x: Math.floor(width / 2), y: Math.floor(height / 2) };
    const count = (length: number, isBlankAt: (i: number) => boolean) => {
      const first = Array.from({ length }, (_, i) => i).findIndex((i) => !isBlankAt(i));
      return first < 0 ? length : first;
    };
    return [
      count(width, (i) => isBlank(i, middle.y)),
      count(width, (i) => isBlank(width - 1 - i, middle.y)),
      count(height, (i) => isBlank(middle.x, i)),
      count(height, (i) => isBlank(middle.x, height - 1 - i)),
    ];
  });
}

async function expectSamePixels(page: Page, other: Page): Promise<void> {
  const { rowStart, rowEnd, columnStart, columnEnd } = await windowOf(page);
  await waitForWindow(other, `${rowStart}:${rowEnd}`, `${columnStart}:${columnEnd}`);
  await expect(heatmap(other)).toHaveAttribute('data-state', 'ready');
  // Numbers in cells and magnitudes arrive after the map.
  await expect.poll(async () => (await pixelsOf(other)) === (await pixelsOf(page))).toBe(true);
}

test('a view at a corner has no blank strip, and its address opens to it', async ({ page, context }) => {
  await openSampleWindow(page, '990:1024', '3090:3136');
  await heatmap(page).focus();
  await page.keyboard.press('-');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const address = await addressAtRest(page);
  await expect.poll(() => blankEdges(page)).toEqual([0, 0, 0, 0]);
  const { rowEnd, columnEnd } = await windowOf(page);
  expect([rowEnd, columnEnd]).toEqual([1024, 3136]);
  const other = await context.newPage();
  await other.goto(`/#${address}`);
  await waitForMap(other, '0:5');
  await expectSamePixels(page, other);
});

test('the link of a moved view shows at least its weights in a window of another size', async ({ page, context }) => {
  await openSampleWindow(page, '0:40', '0:40');
  await heatmap(page).focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('+');
  const address = await addressAtRest(page);
  const shown = await windowOf(page);
  const other = await context.newPage();
  await other.setViewportSize({ width: 700, height: 900 });
  await other.goto(`/#${address}`);
  await waitForMap(other, '0:5');
  expect(await windowOf(other)).toEqual(shown);
  await expect.poll(() => blankEdges(other)).toEqual([0, 0, 0, 0]);
});

/** A second page of the same size, with the address of a page. */
async function reopened(page: Page, address: string): Promise<Page> {
  const other = await page.context().newPage();
  await other.setViewportSize(page.viewportSize()!);
  await other.goto(`/#${address}`);
  return other;
}

test('a convolution opens as tiles if its link has no view, and its address opens to them', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:3', theme: 'light' }));
  await waitForMap(page, '0:3');
  const address = await addressAtRest(page);
  expect(linkFields(page).view).toMatch(/^taps/);
  const { rowEnd, columnEnd } = await windowOf(page);
  expect([rowEnd, columnEnd].sort((a, b) => a - b)).toEqual([160, 320]);
  const other = await reopened(page, address);
  await waitForMap(other, '0:3');
  await expectSamePixels(page, other);
});

test('with a window and no view, a convolution is shown as the weight matrix', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:3', rows: '0:1600', columns: '0:32' }));
  await waitForMap(page, '0:3');
  await waitForWindow(page, '0:1600', '0:32');
  await heatmap(page).focus();
  // The complete tensor keeps its view, and the address says which one.
  await page.keyboard.press('0');
  await expect.poll(() => linkFields(page)).toMatchObject({ view: 'rows' });
  await waitForWindow(page, '0:1600', '0:32');
});

test('a view with its edge between two tiles opens to the same pixels', async ({ page }) => {
  const start = { tensor: '0:3', view: 'taps', rows: '64:84', columns: '32:60', theme: 'light' };
  await page.goto(sampleLink('int8', start));
  await waitForMap(page, '0:3');
  const { x, y } = await pointOnMap(page, 0, 0);
  await page.mouse.move(x, y);
  for (const step of [5, 9, 13]) {
    await page.mouse.down();
    await page.mouse.move(x + step, y + step);
    await page.mouse.up();
    await page.mouse.move(0, 0);
    const address = await addressAtRest(page);
    const other = await reopened(page, address);
    await waitForMap(other, '0:3');
    await expectSamePixels(page, other);
    await other.close();
    await page.mouse.move(x, y);
  }
});

test('a tall tensor opens transposed in a wide window, and stays so when the window is narrow', async ({ page }) => {
  await page.setViewportSize({ width: 1600, height: 700 });
  await page.goto('/');
  const bytes = buildModel({
    tensors: [{ name: 'tall', shape: [1152, 192], type: 'INT8', data: new Uint8Array(1152 * 192).fill(1) }],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [-1, 0] }],
  });
  await page.locator('input[type=file]').setInputFiles({
    ...{ name: 'tall.tflite', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) },
  });
  await waitForMap(page, '0:0');
  await waitForWindow(page, '0:192', '0:1152');
  await expect.poll(() => linkFields(page).view).toBe('transposed');
  await page.setViewportSize({ width: 700, height: 1200 });
  await expect.poll(() => heatmap(page).evaluate((map) => map.clientWidth)).toBeLessThan(700);
  await waitForWindow(page, '0:192', '0:1152');
  await page.getByLabel('Transpose').uncheck();
  await waitForWindow(page, '0:1152', '0:192');
});

/** A model with two tensors of a shape. */
function twoTensors(rows: number, columns: number) {
  return {
    name: 'two.tflite',
    bytes: buildModel({
      tensors: [0, 1].map((i) => ({
        ...{ name: `weights ${i}`, shape: [rows, columns], type: 'INT8' as const },
        data: new Uint8Array(rows * columns).fill(1),
      })),
      operators: [0, 1].map((i) => ({ code: 'FULLY_CONNECTED' as const, inputs: [-1, i] })),
    }),
  };
}

test('a tensor keeps its orientation when the sheet of a phone is raised, also in a link', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/');
  await chooseFile(page, twoTensors(192, 1152));
  await waitForMap(page, '0:0');
  await waitForWindow(page, '0:1152', '0:192');
  await page.getByRole('tab', { name: 'Tensors' }).click();
  const height = () => heatmap(page).evaluate((map) => map.clientHeight);
  await expect.poll(height).toBeLessThan(350);
  for (const tensor of ['0:1', '0:0']) {
    await tensorRow(page, tensor).click();
    await waitForMap(page, tensor);
    await waitForWindow(page, '0:1152', '0:192');
  }
  await page.getByRole('button', { name: 'Show more of the sheet' }).click();
  await expect.poll(height).toBeGreaterThan(500);
  await tensorRow(page, '0:1').click();
  await waitForMap(page, '0:1');
  await waitForWindow(page, '0:1152', '0:192');
  await expect.poll(() => linkFields(page).view).toBe('transposed');
});

test('a tensor keeps its orientation when the panels are closed, and another one fits the larger map', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1400, height: 900 });
  await page.goto('/');
  await chooseFile(page, twoTensors(1152, 192));
  await waitForMap(page, '0:0');
  await waitForWindow(page, '0:1152', '0:192');
  for (const panel of ['Tensors panel', 'Details panel']) await page.getByRole('button', { name: panel }).click();
  await expect.poll(() => heatmap(page).evaluate((map) => map.clientWidth)).toBeGreaterThan(1300);
  await page.keyboard.press('n');
  await waitForMap(page, '0:1');
  await waitForWindow(page, '0:192', '0:1152');
  await page.keyboard.press('p');
  await waitForMap(page, '0:0');
  await waitForWindow(page, '0:1152', '0:192');
});
