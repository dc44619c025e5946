import type { Page } from '@playwright/test';
import { colorsAt, legendColors } from '../support/mapColors';
import {
  atlas,
  chooseFromMenu,
  chooseTheme,
  details,
  expect,
  fileMenuButton,
  goToFragment,
  heatmap,
  linkedWeights,
  linkFields,
  openSampleWindow,
  sampleLink,
  samplePaths,
  tensorRow,
  test,
  waitForMap,
  waitForStatus,
  waitForViewChange,
  waitForWindow,
  windowOf,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

/** Waits until the address bar has followed all earlier changes, by making one more change and waiting for it. */
async function addressFollows(page: Page): Promise<void> {
  await chooseTheme(page, 'dark');
  await expect.poll(() => linkFields(page).theme).toBe('dark');
}

const wholeRows = '0:1024';
const wholeColumns = '0:3136';

test('a window from the link stays in the attributes and in the address until the view is moved', async ({ page }) => {
  await openSampleWindow(page, '10:34', '40:64');
  await waitForStatus(page, '0:7', 'dense');
  await addressFollows(page);
  expect(linkFields(page)).toMatchObject({ rows: '10:34', columns: '40:64', tensor: '0:5' });
  await waitForWindow(page, '10:34', '40:64');
  const { values } = storedTensor(samplePaths.int8, 5);
  const legend = await legendColors(page);
  const corner = { row: 10, column: 40 };
  await expect
    .poll(async () => colorsAt(page, await windowOf(page), [{ row: 0.5, column: 0.5 }]))
    .toEqual([values[corner.row * 3136 + corner.column] === 0 ? legend.zero : legend.nonzero]);
  await page.getByRole('button', { name: 'Zoom out' }).click();
  const moved = await waitForViewChange(page, '10:34', '40:64');
  expect(moved.rowEnd).toBeGreaterThan(34);
});

test('the link of a moved view shows the same weights in another window', async ({ page, context }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  await heatmap(page).focus();
  await page.keyboard.press('ArrowDown');
  await waitForViewChange(page, '400:440', '1000:1040');
  const { rows, columns } = linkedWeights(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await waitForMap(other, '0:5');
  await waitForWindow(other, rows!, columns!);
});

test('a window outside the tensor shows the complete tensor, one that overlaps it the part inside', async ({
  page,
}) => {
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '5000:5024', columns: '0:24' }));
  await waitForMap(page, '0:5');
  await waitForWindow(page, wholeRows, wholeColumns);
  await page.goto('about:blank');
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '1010:2000', columns: '3100:9000' }));
  await waitForMap(page, '0:5');
  await waitForWindow(page, '1010:1024', '3100:3136');
});

test('the back and forward buttons go to the previous and the next tensor', async ({ page }) => {
  await openSampleWindow(page, '10:34', '40:64');
  await expect.poll(() => linkFields(page)).toHaveProperty('tensorName');
  await tensorRow(page, '0:3').click();
  await waitForMap(page, '0:3');
  await page.goBack();
  await waitForMap(page, '0:5');
  await waitForWindow(page, '10:34', '40:64');
  await page.goForward();
  await waitForMap(page, '0:3');
});

test('the back and forward buttons go to the previous and the next model', async ({ page }) => {
  await page.goto(sampleLink('int8'));
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page)).toHaveProperty('tensor');
  await chooseFromMenu(page, fileMenuButton, 'menuitem', 'int8 with 12 violations');
  await expect(page.getByRole('banner')).toContainText('12-violations.tflite');
  await expect.poll(() => linkFields(page).model).toContain('12-violations');
  await page.goBack();
  await expect(page.getByRole('banner')).toContainText('mnist-2by4-int8.tflite');
  await waitForMap(page, '0:5');
  await addressFollows(page);
  await page.goForward();
  await expect(page.getByRole('banner')).toContainText('12-violations.tflite');
});

test('all fields of a link pasted into the open page are applied', async ({ page }) => {
  await page.goto(sampleLink('int8'));
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page)).toHaveProperty('tensor');
  const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await goToFragment(
    page,
    'v=1&model=samples/mnist-2by4-int8.tflite&tensor=0:3&rows=0:24&columns=0:24&pattern=1,4&engine=webgpu&theme=dark',
  );
  await waitForMap(page, '0:3');
  await waitForWindow(page, '0:24', '0:24');
  await expect(details(page)).toContainText('1 of 4 holds');
  await expect(page.locator('[data-engine]')).toHaveAttribute('data-engine', 'webgpu');
  await expect(page.locator('body')).not.toHaveCSS('background-color', light);
});

test('the pattern, the engine and the theme of a link are kept in the address', async ({ page }) => {
  const fields = { pattern: '1,4', engine: 'cpu', theme: 'dark' };
  await page.goto(sampleLink('int8', { tensor: '0:3', ...fields }));
  await waitForMap(page, '0:3');
  await expect(details(page)).toContainText('1 of 4 holds in all 12,800 blocks');
  await tensorRow(page, '0:7').click();
  await waitForMap(page, '0:7');
  await expect.poll(() => linkFields(page)).toMatchObject({ tensor: '0:7', ...fields });
});

test('with Required, a tensor that breaks the pattern is red, and the link and its atlas reopen', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  await waitForStatus(page, '0:7', 'dense');
  await expect(tensorRow(page, '0:7')).not.toHaveAttribute('data-broken');
  await page.getByLabel('Required').check();
  await expect(tensorRow(page, '0:7')).toContainText('breaks the required pattern');
  await expect(tensorRow(page, '0:7')).toHaveAttribute('data-broken', 'true');
  await expect(details(page)).toContainText('breaks the required pattern');
  await page.getByRole('button', { name: 'Atlas' }).click();
  await expect.poll(() => linkFields(page)).toMatchObject({ atlas: '1', required: '1' });
  await page.reload();
  await expect(atlas(page)).toBeVisible();
  await expect(page.getByLabel('Required')).toBeChecked();
  await goToFragment(page, 'v=1&model=samples/mnist-2by4-int8-12-violations.tflite&tensor=0:5');
  await waitForMap(page, '0:5');
  await expect(page.getByLabel('Required')).not.toBeChecked();
});
