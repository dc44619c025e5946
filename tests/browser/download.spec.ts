import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Resvg } from '@resvg/resvg-js';
import {
  expect,
  openSampleWindow,
  problem,
  sampleLink,
  samplePaths,
  share,
  test,
  waitForMap,
} from '../support/pageObjects';
import { sha256Hex } from '../support/sha256';

/** Chooses an item of the menu, and reads the downloaded file. */
async function download(page: Page, item: string): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await share(page, item);
  const made = await coming;
  return { name: made.suggestedFilename(), bytes: readFileSync(await made.path()) };
}

/** The report of the command, which is independent of the page. */
function commandReport(...args: string[]) {
  return JSON.parse(
    execFileSync('node', ['dist-cli/prunescope.js', 'report', '--json', ...args], { encoding: 'utf8' }),
  );
}

test('the window on screen as SVG and as PNG, with its caption', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24', { sample: 'violations' });
  const svg = await download(page, 'SVG');
  expect(svg.name).toBe('mnist-2by4-int8-12-violations.0-5.rows-0-24.columns-0-24.svg');
  const text = svg.bytes.toString();
  expect(text).toContain('rows 0 to 23 of 1,024, columns 0 to 23 of 3,136');
  expect(text).toContain('12 of 802,816 blocks break 2 of 4');
  expect(text.match(/class="violation"/g)).toHaveLength(1);
  const { width, height } = new Resvg(text);
  const png = await download(page, 'PNG');
  expect(png.name).toMatch(/\.png$/);
  expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([width, height]);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'PNG at 2×' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  const fine = await download(page, 'PNG');
  expect([fine.bytes.readUInt32BE(16), fine.bytes.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
});

test('the complete mask as CSV, regardless of the window, equal to the report bit by bit', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  const { name, bytes } = await download(page, 'CSV mask');
  expect(name).toBe('mnist-2by4-int8.0-5.mask.csv');
  const rows = bytes.toString().trimEnd().split('\n');
  expect(rows).toHaveLength(1024);
  const cells = rows.flatMap((line) => line.split(','));
  expect(cells).toHaveLength(1024 * 3136);
  const packed = Buffer.alloc(cells.length / 8);
  for (const [i, cell] of cells.entries()) if (cell === '1') packed[i >> 3] |= 1 << (i & 7);
  const [tensor] = commandReport(samplePaths.int8).tensors.filter(
    ({ subgraph, tensor }: { subgraph: number; tensor: number }) => `${subgraph}:${tensor}` === '0:5',
  );
  expect(sha256Hex(packed)).toBe(tensor.maskSha256);
});

test('the 12 violations as CSV', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  const { name, bytes } = await download(page, 'CSV violations');
  expect(name).toBe('mnist-2by4-int8-12-violations.0-5.violations-2,4.csv');
  const [header, ...lines] = bytes.toString().trimEnd().split('\n');
  expect(header).toMatch(/^model,tensor,name,pattern,row,/);
  expect(lines).toHaveLength(12);
  expect(lines[0]).toMatch(/,0:5,sequential\/structural_pruning_dense\/MatMul,"2,4",0,0,4,3,0 0$/);
});

test('the report as JSON is the report of the command', async ({ page }) => {
  await page.goto(sampleLink('violations', { pattern: '1,4' }));
  await waitForMap(page, '0:5');
  const { name, bytes } = await download(page, 'JSON report');
  expect(name).toBe('mnist-2by4-int8-12-violations.report.json');
  expect(JSON.parse(bytes.toString())).toEqual(commandReport(samplePaths.violations, '--pattern', '1,4'));
  await expect(problem(page)).toBeEmpty();
});

test('the menu works with the keyboard', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  const button = page.getByRole('button', { name: 'Share' });
  await expect(button).toBeEnabled();
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Copy link' })).toBeFocused();
  for (const item of ['Embed', 'PNG', 'SVG']) {
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitem', { name: item })).toBeFocused();
  }
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  expect((await coming).suggestedFilename()).toMatch(/\.svg$/);
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
});
