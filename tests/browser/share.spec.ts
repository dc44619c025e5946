import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { maxLinkLength } from '../../src/link/link';
import { buildModel } from '../support/buildModel';
import { cellColors } from '../support/mapColors';
import { seededRandom } from '../support/matrices';
import {
  chooseFile,
  details,
  expect,
  heatmap,
  linkFields,
  problem,
  sampleLink,
  samplePaths,
  share,
  statusBar,
  tensorRow,
  test,
  waitForMap,
  waitForWindow,
} from '../support/pageObjects';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const [rows, columns] = ['88:112', '2036:2060'];

/** The colors of all pixels of the map. */
const pixelsOf = (page: Page) =>
  heatmap(page).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from(new Uint32Array(data.buffer)).join();
  });

async function copyLink(page: Page): Promise<string> {
  await share(page, 'Copy link');
  await expect(page.getByText('Link copied')).toBeAttached();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Opens a link in a new browser context. */
async function openFresh(browser: Browser, link: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(link);
  return page;
}

/** Opens a local file and moves the view to the window. */
async function openFileAt(page: Page): Promise<void> {
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page)).toHaveProperty('tensor');
  // The link sets the window, because dragging could select a violation.
  await page.evaluate(
    ([rows, columns]) => {
      const fields = new URLSearchParams(location.hash.slice(1));
      fields.set('rows', rows!);
      fields.set('columns', columns!);
      location.hash = String(fields);
    },
    [rows, columns],
  );
  await waitForWindow(page, rows, columns);
}

test('the link of a remote model reopens to the same pixels', async ({ page, browser }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5', rows, columns, color: 'blocks' }));
  await waitForMap(page, '0:5');
  await waitForWindow(page, rows, columns);
  const link = await copyLink(page);
  const other = await openFresh(browser, link);
  await waitForMap(other, '0:5');
  await waitForWindow(other, rows, columns);
  await expect.poll(async () => (await pixelsOf(other)) === (await pixelsOf(page))).toBe(true);
  await other.context().close();
});

test('the link of a local file shows a preview, and dropping the file completes it', async ({ page, browser }) => {
  await openFileAt(page);
  const link = await copyLink(page);
  expect(link.length).toBeLessThan(2000);
  const other = await openFresh(browser, link);
  await waitForMap(other, '0:5');
  await expect(heatmap(other)).toHaveAttribute('data-source', 'snapshot');
  await waitForWindow(other, rows, columns);
  await expect(details(other)).toContainText('12 of 802,816 blocks break 2 of 4');
  await expect(other.getByRole('region', { name: 'Tensors' })).toContainText(
    'Drop mnist-2by4-int8-12-violations.tflite',
  );
  await expect(other.getByRole('table', { name: 'Verdicts' }).getByRole('row')).toHaveCount(5);
  // The link holds no numbers of cells.
  await expect(async () => {
    const shown = await cellColors(other);
    expect(new Set(shown).size).toBeGreaterThan(1);
    expect(shown).toEqual(await cellColors(page));
  }).toPass();

  await chooseFile(other, samplePaths.violations);
  await expect(heatmap(other)).not.toHaveAttribute('data-source', 'snapshot');
  await waitForMap(other, '0:5');
  await waitForWindow(other, rows, columns);
  await expect(tensorRow(other, '0:7')).toContainText('2,560');
  await expect(problem(other)).toBeEmpty();
  await other.context().close();
});

test('a copied link always has a preview: the mask of a long window, densities of a large one', async ({
  page,
  browser,
}) => {
  const random = seededRandom(5);
  const shapes = [
    [1, 7104],
    [900, 1000],
  ];
  const bytes = buildModel({
    tensors: [
      { name: 'input' },
      ...shapes.map((shape, i) => ({
        name: `weights_${i}`,
        shape,
        type: 'INT8' as const,
        data: Array.from({ length: shape[0]! * shape[1]! }, () => Math.floor(2 * random())),
      })),
      { name: 'output' },
    ],
    operators: shapes.map((_, i) => ({ code: 'FULLY_CONNECTED' as const, inputs: [0, i + 1, -1], outputs: [3] })),
    inputs: [0],
    outputs: [3],
  });
  await page.goto('/');
  await chooseFile(page, { name: 'long.tflite', bytes });
  await waitForMap(page, '0:2');
  const large = await openFresh(browser, await copyLink(page));
  await waitForMap(large, '0:2');
  await expect(heatmap(large)).toHaveAttribute('data-source', 'snapshot');
  await waitForWindow(large, '0:900', '0:1000');
  await expect(large.getByRole('table', { name: 'Verdicts' }).getByRole('row')).toHaveCount(3);
  expect(new Set((await pixelsOf(large)).split(',')).size, 'densities').toBeGreaterThan(10);
  await heatmap(large).hover();
  await expect(statusBar(large)).toContainText(/about \d.* % non-zero here/);
  await large.context().close();

  await tensorRow(page, '0:1').click();
  await waitForMap(page, '0:1');
  const long = await openFresh(browser, await copyLink(page));
  await waitForMap(long, '0:1');
  await expect(heatmap(long)).toHaveAttribute('data-source', 'snapshot');
  await waitForWindow(long, '0:1', '0:7104');
  // The same densities as from the file.
  const colors = async (shown: Page) => new Set((await pixelsOf(shown)).split(','));
  expect((await colors(long)).size).toBeGreaterThan(3);
  expect(await colors(long)).toEqual(await colors(page));
  await long.context().close();
});

test('a file with one changed byte is reported, with both hashes', async ({ page, browser }) => {
  await openFileAt(page);
  const link = await copyLink(page);
  const sha256 = new URLSearchParams(new URL(link).hash.slice(1)).get('sha256');
  const other = await openFresh(browser, link);
  await waitForMap(other, '0:5');
  const bytes = new Uint8Array(readFileSync(samplePaths.violations));
  bytes[1_000_000] ^= 1;
  await chooseFile(other, { name: 'mnist-2by4-int8-12-violations.tflite', bytes });
  await expect(problem(other)).toContainText('This is a different version of');
  await expect(problem(other)).toContainText(sha256!);
  await expect.poll(async () => (await problem(other).innerText()).match(/[0-9a-f]{64}/g)).toHaveLength(2);
  await expect(heatmap(other)).not.toHaveAttribute('data-source', 'snapshot');
  await other.context().close();
});

test('a preview that is cut off, too long or a decompression bomb is reported', async ({ page }) => {
  const start = '#v=1&name=a.tflite&size=10&tensor=0:5&snapshot=';
  const bomb = deflateSync(new Uint8Array(20_000_000)).toString('base64url');
  // Unit tests cover longer links, because Chromium sends the URL of the page to the test with each message.
  for (const snapshot of ['eJwrSS0uAQAEXQHB', 'A'.repeat(maxLinkLength + 1), bomb]) {
    await page.goto('about:blank');
    await page.goto(`/${start}${snapshot}`);
    await expect(problem(page)).toContainText('The preview in this link');
    await expect(page.getByRole('button', { name: 'Open a model' })).toBeVisible();
  }
});

test('a note on a block survives the link, a reload and Markdown, and is text only', async ({ page, browser }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5', rows, columns }));
  await waitForMap(page, '0:5');
  const notes = page.getByRole('region', { name: 'Notes' });
  await expect(notes).toBeVisible(); // it appears after the first map, and takes the key
  await heatmap(page).focus();
  await page.keyboard.press(']');
  await expect(statusBar(page)).toContainText(/Violation \d+ of 12/);
  await page.keyboard.press('c');
  const text = '<img src=x onerror="alert(1)"> why is this kept? *bold* @someone';
  await page.getByPlaceholder(/readers look at/).fill(text);
  await page.getByLabel('Initials').fill('TM');
  await page.getByRole('button', { name: 'Add note' }).click();
  await expect(notes.getByRole('listitem')).toHaveText(
    /structural_pruning_dense\/MatMul, row \d+, columns [\d,]+ to [\d,]+ <img src=x.*TM/,
  );
  await expect(page.locator('.note-mark')).toHaveText('1');
  await expect.poll(() => linkFields(page).note).toContain('TM');
  const where = await notes.getByRole('listitem').getByRole('button').first().innerText();

  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await expect(notes.getByText('Copied')).toBeVisible();
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  const line = markdown.split('\n').find((one) => one.startsWith('1. '))!;
  expect(line).toContain('\\<img src=x');
  expect(line).not.toMatch(/[^\\]<img/);
  const [, address] = /\]\(([^)]*)\)/.exec(line)!;

  for (const link of [page.url(), address]) {
    const other = await openFresh(browser, link!.replaceAll('%28', '(').replaceAll('%29', ')'));
    await waitForMap(other, '0:5');
    const listed = other.getByRole('region', { name: 'Notes' }).getByRole('listitem');
    await expect(listed).toHaveCount(1);
    await expect(listed).toContainText(text);
    await expect(listed).toContainText(where);
    await other.context().close();
  }
  await page.reload();
  await waitForMap(page, '0:5');
  await expect(notes.getByRole('listitem')).toContainText(text);
  await page.getByRole('button', { name: 'Remove note 1' }).click();
  await expect(notes.getByRole('listitem')).toHaveCount(0);
  await expect.poll(() => linkFields(page).note).toBeUndefined();
});
