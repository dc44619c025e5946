import { manyTensors } from '../support/manyTensors';
import {
  chooseFile,
  drop,
  expect,
  heatmap,
  openTutorialSample,
  sampleLink,
  samplePaths,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';
import { smallTensors } from '../support/smallTensors';
import { storedTensor } from '../support/valuesInFile';

const search = 'Search tensors';

test('with a pattern of all-zero blocks, the list counts them', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5', pattern: 'block:1x4' }));
  await waitForMap(page, '0:5');
  const { values } = storedTensor(samplePaths.int8, 5);
  let zeroBlocks = 0;
  for (let i = 0; i < values.length; i += 4) if (values.subarray(i, i + 4).every((value) => value === 0)) zeroBlocks++;
  expect(zeroBlocks).toBeGreaterThan(0);
  await expect(tensorTable(page).locator('thead')).toContainText('Zero blocks');
  await expect(tensorTable(page).locator('thead')).not.toContainText('Broken blocks');
  await expect(tensorRow(page, '0:5').locator('.violations')).toHaveText(zeroBlocks.toLocaleString('en'));
});

test('the search finds names, shapes and verdicts; / focuses it, Escape clears it', async ({ page }) => {
  await openTutorialSample(page);
  await waitForStatus(page, '0:7', 'dense');
  const rows = tensorTable(page).locator('[data-tensor]');
  await page.keyboard.press('/');
  await expect(page.getByLabel(search)).toBeFocused();
  await page.keyboard.type('dense');
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole('status').filter({ hasText: '2 of 4' })).toBeVisible();
  await page.keyboard.type(' violates');
  await expect(rows).toHaveCount(1);
  await expect(rows).toHaveAttribute('data-tensor', '0:7');
  await page.getByLabel(search).fill('64x5x5x32');
  await expect(rows).toHaveAttribute('data-tensor', '0:3');
  await page.getByLabel(search).fill('nothing like it');
  await expect(page.getByText('No tensor matches “nothing like it”.')).toBeVisible();
  await page.getByLabel(search).press('Escape');
  await expect(rows).toHaveCount(4);
});

test('a header sorts by its column, in reverse, and in the order of the model again', async ({ page }) => {
  await page.goto(sampleLink('int8'));
  await waitForMap(page, '0:5');
  await waitForStatus(page, '0:7', 'dense');
  // Of this sample, all tensors differ in their sparsity.
  const order = () =>
    tensorTable(page)
      .locator('[data-tensor]')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-tensor')));
  await expect.poll(async () => (await order()).length).toBe(4);
  const header = tensorTable(page).getByRole('columnheader', { name: /Zeros/ });
  const inModel = await order();
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(async () => (await order()).at(-1)).toBe('0:7'); // the only one that is not pruned
  const falling = await order();
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'ascending');
  await expect.poll(order).toEqual(falling.toReversed());
  await header.getByRole('button').click();
  await expect(header).toHaveAttribute('aria-sort', 'none');
  await expect.poll(order).toEqual(inModel);
});

test('of 1,000 tensors only visible rows are in the page, and all can be reached', async ({ page }) => {
  await page.goto('/');
  await drop(page, [{ name: 'many.tflite', bytes: smallTensors(1000) }]);
  await waitForMap(page, '0:1');
  const rows = tensorTable(page).locator('[data-tensor]');
  await expect(tensorTable(page)).toHaveAttribute('aria-rowcount', '1001');
  await expect(tensorRow(page, '0:1')).toHaveAttribute('aria-rowindex', '2');
  await expect.poll(() => rows.count()).toBeLessThan(60);

  await tensorRow(page, '0:1').focus();
  await page.keyboard.press('End');
  await waitForMap(page, '0:1000');
  await expect(tensorRow(page, '0:1000')).toBeInViewport();
  await expect(tensorRow(page, '0:1000')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:999');
  await expect(tensorRow(page, '0:999')).toBeFocused();

  // The selected row stays in the page when scrolled out, because it has the focus.
  await page.locator('.tensor-scroll').evaluate((panel) => panel.scrollTo(0, panel.scrollHeight / 2));
  await expect(tensorTable(page).getByText('block_125/conv_0/weights', { exact: true })).toBeAttached();
  await expect(tensorRow(page, '0:999')).toBeAttached();
  await expect.poll(() => rows.count()).toBeLessThan(60);

  await page.getByLabel(search).fill('block_77/conv_3');
  await expect(rows).toHaveCount(1);
  await rows.click();
  await waitForMap(page, '0:312');
});

test('a thumbnail is painted when its row comes into view', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, { name: 'many.tflite', bytes: smallTensors(198) });
  const thumbnails = tensorTable(page).locator('.thumbnail canvas');
  await expect(thumbnails).toHaveCount(198);
  await expect(tensorTable(page).locator('[data-tensor][data-status]')).toHaveCount(198);
  await expect(thumbnails.first()).toHaveAttribute('data-painted');
  await expect(thumbnails.last()).not.toHaveAttribute('data-painted');
  await page.locator('.tensor-scroll').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await expect(thumbnails.last()).toHaveAttribute('data-painted');
});

test('another order scrolls the list to its first row', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, { name: 'many.tflite', bytes: manyTensors() });
  const scroller = page.locator('.tensor-scroll');
  const top = () => scroller.evaluate((element) => element.scrollTop);
  await expect(tensorRow(page, '0:1')).toBeVisible();
  await scroller.evaluate((element) => element.scrollTo(0, 3000));
  await expect.poll(top).toBeGreaterThan(0);
  await page.getByLabel('Sort').selectOption('Name');
  await expect.poll(top).toBe(0);
});
