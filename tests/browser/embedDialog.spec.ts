import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { buildModel } from '../support/buildModel';
import {
  chooseFile,
  chooseFromMenu,
  drop,
  expect,
  heatmap,
  linkFields,
  openSampleWindow,
  sampleLink,
  samplePaths,
  share,
  test,
  waitForMap,
  waitForViewChange,
} from '../support/pageObjects';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Embed this map' });
const snippet = (page: Page): Locator => dialog(page).getByRole('textbox', { name: 'Snippet' });

async function openDialog(page: Page): Promise<void> {
  await share(page, 'Embed');
  await expect(dialog(page)).toBeVisible();
}

test('the snippet of each kind of page has the view on screen, and is copied unchanged', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  await heatmap(page).focus();
  await page.keyboard.press('ArrowDown');
  await waitForViewChange(page, '400:440', '1000:1040');
  const { rows, columns } = linkFields(page);
  await openDialog(page);
  const said: Record<string, RegExp> = {
    HTML: new RegExp(`<prune-scope\\n[^>]*tensor="0:5"\\n[^>]* rows="${rows}"\\n +columns="${columns}"\\n`),
    Frame: new RegExp(`src="http[^"]*/embed\\.html#v=1&amp;[^"]*rows=${rows}&amp;columns=${columns}"`),
    Markdown: new RegExp(
      `^\\[!\\[Non-zero map .*\\]\\(non-zero-map\\.svg\\)\\]\\(http.*rows=${rows}&columns=${columns}\\)`,
    ),
    'Sphinx (MyST)': /^```\{raw\} html\n<script/,
    MkDocs: /<div>\n {2}<prune-scope/,
    VitePress: /^---\nhead:/,
    Docusaurus: /^<head>\n/,
    Jupyter: /^from IPython\.display import IFrame\n/,
  };
  const tabs = dialog(page).getByRole('tab');
  await expect(tabs).toHaveText(Object.keys(said));
  for (const [name, text] of Object.entries(said)) {
    await dialog(page).getByRole('tab', { name, exact: true }).click();
    await expect(snippet(page)).toHaveValue(text);
    await dialog(page).getByRole('button', { name: 'Copy' }).click();
    await expect(dialog(page).getByRole('status')).toHaveText('Copied');
    await expect(snippet(page)).toHaveValue(await page.evaluate(() => navigator.clipboard.readText()));
  }
});

test('the complete tensor, a height, a theme and a fallback can be selected', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  await openDialog(page);
  await expect(snippet(page)).toHaveValue(/rows="0:24"[\s\S]*height: 480px/);
  await dialog(page).getByLabel('Show').selectOption('complete tensor');
  await dialog(page).getByLabel('Height').fill('300');
  await dialog(page).getByLabel('Theme').selectOption('dark');
  await expect(snippet(page)).toHaveValue(/theme="dark"\n {2}style="display: block; height: 300px"/);
  await expect(snippet(page)).not.toHaveValue(/rows=|columns=|<img/);
  await dialog(page).getByLabel('Height').fill('30');
  await expect(dialog(page).getByLabel('Height')).toHaveAttribute('aria-invalid', 'true');
  await expect(snippet(page)).toHaveValue(/height: 300px/);

  await dialog(page).getByLabel('Include static fallback').check();
  await expect(snippet(page)).toHaveValue(
    /<img src="non-zero-map\.svg" alt="Non-zero map .*all 1,024 × 3,136 weights"/,
  );
  const coming = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save image' }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe('non-zero-map.svg');
  const picture = readFileSync(await download.path(), 'utf8');
  expect(picture).toMatch(/^<svg[\s\S]*<\/svg>\s*$/);
  expect(picture).toContain('1,024');
});

test('a local file must be put next to the page', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.int8);
  await waitForMap(page, '0:5');
  await openDialog(page);
  await expect(snippet(page)).toHaveValue(/src="mnist-2by4-int8\.tflite"\n/);
  await expect(dialog(page)).toContainText('Put mnist-2by4-int8.tflite next to the page.');
  await dialog(page).getByRole('tab', { name: 'Docusaurus' }).click();
  await expect(snippet(page)).toHaveValue(/src="\/mnist-2by4-int8\.tflite"\n/);
  await expect(dialog(page)).toContainText('into the folder static');
});

test('the preview shows the map', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  await openDialog(page);
  const map = dialog(page)
    .frameLocator('iframe')
    .getByRole('img', { name: /^Non-zero map/ });
  await expect(map).toHaveAttribute('data-state', 'ready');
  await expect(map).toHaveAttribute('data-rows', '0:24');
  await dialog(page).getByLabel('Show').selectOption('complete tensor');
  await expect(map).toHaveAttribute('data-rows', '0:1024');
});

test('the preview shows a local file', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await openDialog(page);
  const frame = dialog(page).frameLocator('iframe');
  const map = frame.getByRole('img', { name: /^Non-zero map/ });
  await expect(map).toHaveAttribute('data-state', 'ready');
  await expect(map).toHaveAttribute('data-tensor', '0:5');
  await expect(frame.getByText('12 of 802,816 blocks')).toBeVisible();
  // Readers of the link need the file.
  await expect(frame.getByRole('link', { name: 'Open in Prunescope' })).toHaveAttribute(
    'href',
    /#v=1&name=mnist-2by4-int8-12-violations\.tflite&size=\d+&tensor=0:5/,
  );
  await dialog(page).getByLabel('Theme').selectOption('dark');
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(map).toHaveAttribute('data-state', 'ready');
  await expect(dialog(page).locator('iframe')).toHaveCount(1);
});

test('the preview of a local file finds the files that were opened with it', async ({ page }) => {
  const split = buildModel({
    tensors: [
      { shape: [1, 4] },
      { name: 'elsewhere', shape: [3, 4], type: 'INT8', externalBuffer: 7 },
      { shape: [1, 3] },
    ],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
    externalBufferGroups: ['weights.bin'],
    externalBuffers: [{ id: 7, group: 0, offset: 2, length: 12 }],
  });
  const weights = Uint8Array.of(9, 9, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0);
  await page.goto('/');
  await drop(page, [
    { name: 'split.tflite', bytes: split },
    { name: 'weights.bin', bytes: weights },
  ]);
  await waitForMap(page, '0:1');
  await openDialog(page);
  const map = dialog(page)
    .frameLocator('iframe')
    .getByRole('img', { name: /^Non-zero map/ });
  await expect(map).toHaveAttribute('data-state', 'ready');
});

test('for Markdown, the preview is the image', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await openDialog(page);
  await dialog(page).getByRole('tab', { name: 'Markdown' }).click();
  const image = dialog(page).getByRole('img', { name: /^Preview: Non-zero map/ });
  await expect(dialog(page).locator('iframe')).toHaveCount(0);
  const widthOf = () => image.evaluate((element: HTMLImageElement) => element.naturalWidth);
  await expect.poll(widthOf).toBeGreaterThan(300);
  // The image in dark colors is another one.
  const source = await image.getAttribute('src');
  await dialog(page).getByLabel('Theme').selectOption('dark');
  await expect(image).not.toHaveAttribute('src', source!);
  await expect.poll(widthOf).toBeGreaterThan(300);
});

test('snippets use the entered address, which is remembered for the visit', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  await openDialog(page);
  const field = dialog(page).getByRole('textbox', { name: 'Address of your Prunescope copy' });
  const own = new URL('/', page.url()).href;
  await expect(field).toHaveValue(own);
  await expect(dialog(page)).toContainText('Links point to localhost. Enter your public address.');
  await field.fill('docs.example.org/prunescope');
  await expect(dialog(page)).not.toContainText('localhost');
  for (const name of ['HTML', 'Frame', 'Markdown', 'Sphinx (MyST)', 'MkDocs', 'VitePress', 'Docusaurus', 'Jupyter']) {
    await dialog(page).getByRole('tab', { name, exact: true }).click();
    await expect(snippet(page)).toHaveValue(/https:\/\/docs\.example\.org\/prunescope\//);
    await expect(snippet(page)).not.toHaveValue(/127\.0\.0\.1|localhost/);
  }
  // The preview is of this copy.
  await expect(dialog(page).locator('iframe')).toHaveAttribute('src', new RegExp(`^${own}embed\\.html#`));
  await field.fill('not a URL');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(snippet(page)).toHaveValue(/https:\/\/docs\.example\.org\/prunescope\//);
  await page.keyboard.press('Escape');
  await page.reload();
  await waitForMap(page, '0:5');
  await openDialog(page);
  await expect(field).toHaveValue('https://docs.example.org/prunescope/');
});

test('it works with the keyboard, and returns the focus', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await heatmap(page).focus();
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find a command or a tensor' })).toBeFocused();
  await page.keyboard.type('embed this');
  await expect(page.getByRole('option')).toHaveText(/^Embed this map/);
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByRole('tab', { name: 'HTML' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(snippet(page)).toHaveValue(/^<iframe/);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(heatmap(page)).toBeFocused();

  const button = page.getByRole('button', { name: 'Share' });
  await share(page, 'Embed');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(button).toBeFocused();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing in it is hard to read or lies outside of a phone, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    await openSampleWindow(page, '0:24', '0:24');
    await chooseFromMenu(page, 'More', 'menuitem', 'Embed');
    await dialog(page).getByLabel('Include static fallback').check();
    expect(await accessibilityViolations(page)).toEqual([]);
    const tooWide = () => dialog(page).evaluate((element) => element.scrollWidth - element.clientWidth);
    await expect.poll(tooWide).toBe(0);
  });
}

test('the header has one line at 1280 px', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  // After the first map, menus replace the disabled buttons.
  for (const name of ['Compare', 'Share']) {
    await expect(page.getByRole('button', { name, exact: true })).toBeEnabled();
  }
  // A single call: a button that is replaced after it was found would have no height.
  const heights = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.bar button')].map((button) => Math.round(button.getBoundingClientRect().height)),
    );
  await expect.poll(async () => [...new Set(await heights())]).toEqual([28]);
});
