import { colorsAt } from '../support/mapColors';
import {
  chooseFromMenu,
  details,
  expect,
  heatmap,
  linkFields,
  mapRegion,
  sampleLink,
  tensorRow,
  test,
  waitForMap,
  windowOf,
} from '../support/pageObjects';
import { warningPixels } from '../support/warningColors';

test('the pattern is typed into fields, and verdict, table and link follow without reading again', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '0:24', columns: '0:24' }));
  await waitForMap(page, '0:5');
  await expect(details(page)).toContainText('2 of 4 holds in all 802,816 blocks');
  await page.getByLabel('Zeros in every block').fill('3');
  await expect(details(page)).toContainText('798,320 of 802,816 blocks break 3 of 4');
  await expect.poll(() => linkFields(page)).toMatchObject({ pattern: '3,4', rows: '0:24' });
  // The view does not move.
  await expect(heatmap(page)).toHaveAttribute('data-rows', '0:24');
  await page.getByLabel('Zeros in every block').fill('2');
  await expect.poll(() => linkFields(page)).not.toHaveProperty('pattern');
});

// The unit test of patterns covers invalid numbers.
test('an invalid pattern is reported, and the previous one stays', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  await page.getByLabel('Zeros in every block').fill('4');
  await expect(page.getByText('Zeros must be fewer than the block size (2 to 64)')).toBeVisible();
  await page.getByLabel('Zeros in every block').fill('');
  await expect(page.getByText('Zeros must be fewer than the block size (2 to 64)')).toBeVisible();
  await expect(details(page)).toContainText('2 of 4 holds');
  await page.getByLabel('Zeros in every block').fill('3');
  await expect.poll(() => linkFields(page)).toMatchObject({ pattern: '3,4' });
});

test('a convolution is shown by rows, by filters, in tiles, by tap and transposed, without steps in the history', async ({
  page,
}) => {
  await page.goto(sampleLink('int8', { tensor: '0:3', view: 'rows' }));
  await waitForMap(page, '0:3');
  const shown = (rows: string, columns: string) =>
    expect(async () => {
      await expect(heatmap(page)).toHaveAttribute('data-rows', rows);
      await expect(heatmap(page)).toHaveAttribute('data-columns', columns);
    }).toPass();
  await shown('0:1600', '0:32');
  const view = page.getByLabel('View');
  await view.selectOption('[out, h × w × in]');
  await shown('0:64', '0:800');
  await expect.poll(() => linkFields(page)).toMatchObject({ view: 'filters' });
  await view.selectOption('[h × out, w × in], in tiles');
  await shown('0:320', '0:160');
  await expect.poll(() => linkFields(page)).toMatchObject({ view: 'taps' });
  await view.selectOption('[out, in] at h 4, w 2');
  await shown('0:64', '0:32');
  await expect.poll(() => linkFields(page)).toMatchObject({ view: 'tap:4,2' });
  await page.getByLabel('Transpose').check();
  await shown('0:32', '0:64');
  // The pattern is along the input channels in each view.
  await expect(details(page)).toContainText('all 12,800 blocks');
  await page.getByLabel('Transpose').uncheck();
  await view.selectOption('[out × h × w, in]');
  await shown('0:1600', '0:32');
  await expect.poll(() => linkFields(page)).toMatchObject({ view: 'rows' });
});

test('a view in a link is opened, and a tap that the tensor lacks is ignored', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:3', view: 'tap:0,1', rows: '0:8', columns: '0:8' }));
  await waitForMap(page, '0:3');
  await expect(heatmap(page)).toHaveAttribute('data-rows', '0:8');
  await expect(page.getByLabel('View')).toHaveValue('tap:0,1');
  await page.goto('about:blank');
  await page.goto(sampleLink('int8', { tensor: '0:3', view: 'tap:7,7' }));
  await waitForMap(page, '0:3');
  await expect(heatmap(page)).toHaveAttribute('data-rows', '0:1600');
});

test('colored by block, each block has the color of its count in the legend', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5', rows: '88:98', columns: '2036:2056', color: 'blocks' }));
  await waitForMap(page, '0:5');
  await expect(page.locator('[data-legend^="count-"]')).toHaveCount(5);
  const legendNow = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('[data-legend^="count-"]')].map((field) =>
        (getComputedStyle(field).fill.match(/\d+/g) ?? []).slice(0, 3).join(),
      ),
    );
  // Row 93 has the violating block, columns 2044 to 2047, with three weights; the one above it has one.
  const middle = (row: number, column: number) => ({ row: row - 88 + 0.3, column: column - 2036 + 0.3 });
  await expect(async () => {
    const legend = await legendNow();
    expect(new Set(legend).size).toBe(5);
    const colors = await colorsAt(page, await windowOf(page), [middle(93, 2045), middle(92, 2045), middle(93, 2041)]);
    expect(colors).toEqual([legend[3], legend[1], legend[2]]);
  }).toPass();
  await page.getByLabel('Color').selectOption('Density of 4 × 4');
  await expect.poll(() => linkFields(page)).toMatchObject({ color: 'density' });
});

test('the overview shows the position of the view, and moves it', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '0:24', columns: '0:24' }));
  await waitForMap(page, '0:5');
  const overview = page.locator('canvas.minimap');
  await expect(overview).toBeVisible();
  const box = (await overview.boundingBox())!;
  await page.mouse.click(box.x + box.width - 2, box.y + box.height - 2);
  await expect.poll(async () => (await windowOf(page)).columnStart).toBeGreaterThan(3000);
  await expect.poll(async () => (await windowOf(page)).rowStart).toBeGreaterThan(950);
});

test('the overview of a tall tensor is at least 64 pixels wide, and its frame has no color of the map', async ({
  page,
}) => {
  await page.goto(sampleLink('int8', { tensor: '0:3', view: 'rows', rows: '40:80', columns: '0:32', theme: 'light' }));
  await waitForMap(page, '0:3');
  const overview = page.locator('canvas.minimap');
  await expect(overview).toBeVisible();
  const { width, height } = (await overview.boundingBox())!;
  expect(width).toBeGreaterThanOrEqual(64);
  expect(height).toBeLessThanOrEqual(64);
  // The frame is a dark line with a light one around it, which this thin frame hides in part.
  const colors = await overview.evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join(','));
  });
  expect(colors).toContain('23,32,43');
  expect(await warningPixels(overview)).toEqual({ amber: 0, red: 0 });
});

test('all-zero blocks are counted by size, and the link holds the size', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:1', view: 'rows' }));
  await waitForMap(page, '0:1');
  await chooseFromMenu(page, /^Goal:/, 'menuitemradio', '1 × 4 blocks');
  await expect(details(page)).toContainText('Not checked: rows of 1 weight are shorter than a block of 1 × 4');
  await page.getByLabel('Rows of a block').fill('4');
  await expect(tensorRow(page, '0:1')).toContainText('10.95 % of zeros');
  await expect.poll(() => linkFields(page).pattern).toBe('block:4x4');
  await page.getByLabel('Rows of a block').fill('0');
  await expect(mapRegion(page)).toContainText('Blocks have 1 to 64 rows and columns');
  await page.reload();
  await waitForMap(page, '0:1');
  await expect(page.getByLabel('Rows of a block')).toHaveValue('4');
  await chooseFromMenu(page, /^Goal:/, 'menuitemradio', '2 of 4');
  await expect(details(page)).toContainText(' 2 of 4');
});
