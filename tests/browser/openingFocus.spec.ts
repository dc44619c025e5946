import type { Page } from '@playwright/test';
import {
  drop,
  expect,
  heatmap,
  openTutorialSample,
  problem,
  sampleLink,
  samplePaths,
  tensorRow,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';

/** Where the focus is after a model is opened with the keyboard or without. */

const openButton = (page: Page) => page.getByRole('main').getByRole('button', { name: /^Open/ }).first();
const sampleButton = (page: Page) => page.getByRole('button', { name: /tutorial/i });

async function chooseWithKeys(page: Page, path: string, press: () => Promise<void>): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await press();
  await (await dialog).setFiles(path);
}

const ways: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'the button of the first page': async (page) => {
    await openButton(page).focus();
    await chooseWithKeys(page, samplePaths.int8, () => page.keyboard.press('Enter'));
  },
  'the key Ctrl+O': (page) => chooseWithKeys(page, samplePaths.int8, () => page.keyboard.press('Control+o')),
  'the button of a sample': async (page) => {
    await sampleButton(page).focus();
    await page.keyboard.press('Enter');
  },
  'the link of a sample': async (page) => {
    await page.getByRole('link', { name: /12 violations/ }).focus();
    await page.keyboard.press('Enter');
  },
  'the field for a URL': async (page) => {
    await page.keyboard.press('u');
    await page.keyboard.type(new URL(samplePaths.int8.replace('public/', ''), page.url()).href);
    await page.keyboard.press('Enter');
  },
};

for (const [way, open] of Object.entries(ways)) {
  test(`after opening with the keyboard by ${way}, the map has the focus`, async ({ page }) => {
    await page.goto('/');
    await expect(sampleButton(page)).toBeVisible();
    await open(page);
    await waitForMap(page, '0:5');
    await expect(heatmap(page)).toBeFocused();
    await expect(heatmap(page)).toHaveCSS('outline-style', 'solid');
  });
}

test('a row that opening another file removes gives its focus to the map', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await tensorRow(page, '0:5').focus();
  await chooseWithKeys(page, samplePaths.float32, () => page.keyboard.press('Control+o'));
  await expect(page.getByRole('banner')).toContainText('float32');
  await expect(heatmap(page)).toBeFocused();
});

test('after a click or a drop, nothing has the focus and no ring is visible', async ({ page }) => {
  await openTutorialSample(page);
  await expect(tensorRow(page, '0:5')).toBeVisible();
  await expect(page.locator('body')).toBeFocused();
  await drop(page, [samplePaths.violations]);
  await expect(page.getByRole('banner')).toContainText('violations');
  await waitForStatus(page, '0:5', 'nearly');
  await expect(page.locator('body')).toBeFocused();
  await expect(heatmap(page)).toHaveCSS('outline-style', 'none');
});

test('a field that has the focus when the map arrives keeps it', async ({ page }) => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/mnist-2by4-float32.tflite', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/');
  await sampleButton(page).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+k');
  const field = page.getByRole('dialog').getByRole('combobox');
  await expect(field).toBeFocused();
  await page.keyboard.type('atlas');
  answer();
  // The dialog hides the page behind it from assistive technology, and so from locators by role.
  await expect(page.locator('canvas[data-state="ready"]')).toBeAttached();
  await expect(page.locator('tr[data-tensor="0:5"]')).toBeAttached();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('atlas');
});

test('a model without weights that is opened with the keyboard has the focus', async ({ page }) => {
  await page.goto('/');
  await openButton(page).focus();
  await chooseWithKeys(page, 'tests/models/no-operators.bin', () => page.keyboard.press('Enter'));
  await expect(page.getByRole('main')).toContainText('no weight tensors');
  await expect(page.getByRole('main')).toBeFocused();
  await expect(problem(page)).toBeEmpty();
});
