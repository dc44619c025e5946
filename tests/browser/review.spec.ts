import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { buildModel } from '../support/buildModel';
import { cellColors } from '../support/mapColors';
import { denseLayer } from '../support/openBytes';
import {
  details,
  drop,
  expect,
  mapRegion,
  problem,
  sampleLink,
  samplePaths,
  share,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
  waitForWindow,
} from '../support/pageObjects';

const folder = mkdtempSync(join(tmpdir(), 'prunescope-review-'));

/** Opens a file from the disk without a network. Fails on errors and requests. */
async function openOffline(browser: Browser, path: string, fragment = ''): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ offline: true });
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  context.on('request', (request) => /^https?:/.test(request.url()) && faults.push(request.url()));
  const page = await context.newPage();
  await page.goto(pathToFileURL(path).href + fragment);
  return { page, faults };
}

async function downloadReview(page: Page): Promise<string> {
  const coming = page.waitForEvent('download');
  await share(page, 'Review file');
  const made = await coming;
  const path = join(folder, made.suggestedFilename());
  await made.saveAs(path);
  return path;
}

test('a review file writes snippets for a copy of Prunescope, with the image as preview', async ({ page, browser }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  const { page: review, faults } = await openOffline(browser, await downloadReview(page));
  await waitForMap(review, '0:5');
  await share(review, 'Embed');
  const dialog = review.getByRole('dialog', { name: 'Embed this map' });
  const address = dialog.getByRole('textbox', { name: 'Address of your Prunescope copy' });
  await expect(address).toHaveValue('');
  const snippet = dialog.getByRole('textbox', { name: 'Snippet' });
  await expect(snippet).toHaveCount(0);
  await address.fill('https://example.org/prunescope/');
  await expect(snippet).toHaveValue(/src="https:\/\/example\.org\/prunescope\/prune-scope\.js"/);
  await expect(snippet).toHaveValue(/src="mnist-2by4-int8-12-violations\.tflite"/);
  const image = dialog.getByRole('img', { name: /^Preview: Non-zero map/ });
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(300);
  expect(faults).toEqual([]);
  await review.context().close();
});

test('the review file of the tutorial’s model opens from the disk without a network, at the same view', async ({
  page,
  browser,
}) => {
  const window = { rows: '100:124', columns: '200:224' };
  const note = '0:5/c:101,202;TM;look <b>here</b>';
  await page.goto(`${sampleLink('float32', { tensor: '0:5', ...window })}&note=${encodeURIComponent(note)}`);
  await waitForMap(page, '0:5');
  await waitForWindow(page, window.rows, window.columns);
  const path = await downloadReview(page);
  const { page: review, faults } = await openOffline(browser, path);
  await waitForMap(review, '0:5');
  await waitForWindow(review, window.rows, window.columns);
  await expect.poll(async () => (await cellColors(review)).join() === (await cellColors(page)).join()).toBe(true);
  await expect(tensorTable(review).locator('[data-tensor]')).toHaveCount(4);
  await waitForStatus(review, '0:7', 'dense');
  await expect(tensorRow(review, '0:7')).toContainText('2,560 broken blocks');
  await expect(details(review)).toContainText('At least 2 zeros in every 4');
  await expect(review.getByRole('region', { name: 'Notes' }).getByRole('listitem')).toContainText('look <b>here</b>');
  await tensorRow(review, '0:3').click();
  await waitForMap(review, '0:3');
  await review.getByLabel('Block size').fill('8');
  await expect(details(review)).toContainText('2 of 8 holds in all 6,400 blocks');
  await review.getByLabel('Color').selectOption('magnitude');
  await expect(review.locator('.legend')).toContainText('not their values');
  expect(faults).toEqual([]);
  await review.context().close();
});

test('the file of the command opens, is small, and a link to a place in it works', async ({ browser }) => {
  const path = join(folder, 'command.html');
  execFileSync('node', ['dist-cli/prunescope.js', 'report', samplePaths.violations, '--html', path]);
  const html = readFileSync(path, 'utf8');
  const masks = /id="review-masks">([^<]*)</.exec(html)![1]!;
  expect(statSync(path).size).toBeLessThan(1.4 * 0.75 * masks.length + 500_000);
  const { page, faults } = await openOffline(browser, path, '#v=1&tensor=0:5&rows=88:112&columns=2036:2060');
  await waitForMap(page, '0:5');
  await waitForWindow(page, '88:112', '2036:2060');
  await expect(details(page)).toContainText('12 of 802,816 blocks break 2 of 4');
  expect(faults).toEqual([]);
  await page.context().close();
});

test('a review file rejects other models, and keeps its map', async ({ browser }) => {
  const path = join(folder, 'only.html');
  execFileSync('node', ['dist-cli/prunescope.js', 'report', samplePaths.violations, '--html', path]);
  const { page, faults } = await openOffline(browser, path, '#v=1&tensor=0:5&rows=88:112&columns=2036:2060');
  await waitForMap(page, '0:5');
  await expect(page.getByRole('button', { name: 'Open', exact: true })).toHaveCount(0);
  await drop(page, [samplePaths.float32]);
  await expect(problem(page)).toContainText('A review file contains a single model');
  await waitForWindow(page, '88:112', '2036:2060');
  await expect(page.getByRole('banner')).toContainText('mnist-2by4-int8-12-violations.tflite');
  await expect(page.getByRole('contentinfo')).toContainText('Review file');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option', { name: /Next violation/ })).toBeAttached();
  await expect(page.getByRole('option', { name: /Open a model|Compare with|Sample|Engine/ })).toHaveCount(0);
  expect(faults).toEqual([]);
  await page.context().close();
});

test('names of a model are text in a review file, with and without scripts', async ({ page, browser }) => {
  const name = '</script><img src=x onerror="document.title=1"><!-- & "quoted"';
  const bytes = buildModel(
    denseLayer({ name, shape: [2, 8], type: 'FLOAT32', data: [1, 0, 0, 2, 0, 0, 3, 0, 1, 1, 1, 1, 0, 0, 0, 0] }),
  );
  await page.goto('/');
  await drop(page, [{ name: 'hostile.tflite', bytes }]);
  await waitForMap(page, '0:1');
  const path = await downloadReview(page);
  const { page: review, faults } = await openOffline(browser, path);
  await waitForMap(review, '0:1');
  await expect(mapRegion(review).getByRole('heading')).toHaveText(name);
  await expect(review.locator('img')).toHaveCount(0);
  expect(faults).toEqual([]);
  await review.context().close();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(pathToFileURL(path).href);
  await expect(plain.getByRole('row').nth(1)).toContainText('unstructured (1 violating block)');
  await expect(plain.getByRole('row').nth(1)).toContainText(name);
  await context.close();
});
