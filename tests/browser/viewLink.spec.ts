import type { Page } from '@playwright/test';
import { colorings } from '../../src/heatmap/coloring';
import { seededRandom } from '../support/matrices';
import {
  chooseTheme,
  expect,
  goToFragment,
  heatmap,
  linkFields,
  openSampleWindow,
  pointOnMap,
  sampleLink,
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

type Random = (below: number) => number;

/** One to four moves by key, wheel or pointer. */
async function moveAtRandom(page: Page, random: Random): Promise<void> {
  for (let move = random(4); move >= 0; move--) {
    const { x, y } = await pointOnMap(page, (random(80) - 40) / 100, (random(80) - 40) / 100);
    await page.mouse.move(x, y);
    if (random(3) === 0) await page.mouse.wheel(0, (random(60) - 35) * 10);
    else if (random(2) === 0) {
      await page.mouse.down();
      await page.mouse.move(x + random(300) - 150, y + random(200) - 100);
      await page.mouse.up();
    } else {
      await heatmap(page).focus();
      await page.keyboard.press(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', '+', '+', '-'][random(7)]!);
    }
  }
  await page.mouse.move(0, 0);
}

for (const view of ['', 'transposed', 'filters', 'tap:1,2']) {
  test(`the address opens to the same pixels after random moves (view ${view || 'as stored'})`, async ({
    page,
    context,
  }) => {
    const seed = 20261127 + view.length;
    const draw = seededRandom(seed);
    const random = (below: number) => Math.floor(draw() * below);
    const other = await context.newPage();
    const start = { tensor: '0:3', rows: '4:30', columns: '4:24', view, theme: 'light' };
    await page.goto(sampleLink('int8', start));
    await other.goto(sampleLink('int8', start));
    await Promise.all([waitForMap(page, '0:3'), waitForMap(other, '0:3')]);
    const tries = [...colorings.filter((color) => color !== 'compare'), 'nonzero'];
    for (const [number, color] of tries.entries()) {
      await test.step(`seed ${seed}, try ${number}, ${color}`, async () => {
        await page.bringToFront();
        await goToFragment(page, sampleLink('int8', { ...start, color }).slice(2));
        await expect.poll(() => linkFields(page).color ?? 'nonzero').toBe(color);
        await moveAtRandom(page, random);
        const address = await addressAtRest(page);
        await other.bringToFront();
        await goToFragment(other, address);
        await expectSamePixels(page, other);
      });
    }
  });
}

test('a view at a corner has no blank strip, and its address opens to it', async ({ page, context }) => {
  await openSampleWindow(page, '990:1024', '3090:3136');
  await heatmap(page).focus();
  await page.keyboard.press('-');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  const address = await addressAtRest(page);
  expect(await blankEdges(page)).toEqual([0, 0, 0, 0]);
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
  expect(await blankEdges(other)).toEqual([0, 0, 0, 0]);
});
