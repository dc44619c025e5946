import type { Page } from '@playwright/test';
import { percent } from '../../src/sparsity/verdict';
import { accessibilityViolations } from '../support/accessibilityViolations';
import {
  details,
  expect,
  heatmap,
  linkFields,
  readDetails,
  sampleLink,
  samplePaths,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

const stored = storedTensor(samplePaths.int8, 3);
const magnitudes = Array.from(stored.values, (value, i) => {
  const channel = Math.floor(i / (stored.values.length / stored.scales.length));
  return Math.abs(value) * stored.scales[channel]!;
});

const slider = (page: Page) => page.getByRole('slider', { name: /^Threshold/ });
const whatIf = (page: Page) => page.getByRole('status', { name: 'What if' });

async function openTensor(page: Page): Promise<void> {
  await page.goto(sampleLink('int8', { tensor: '0:3' }));
  await waitForMap(page, '0:3');
  // The sections follow the map, so there is nothing to read at first.
  await expect(async () => {
    await readDetails(page);
    expect(await slider(page).count()).toBe(1);
  }).toPass();
  await slider(page).scrollIntoViewIfNeeded();
}

/** Sparsity and share of energy for a threshold, by counting all weights of the file. */
function expected(threshold: number) {
  const zeros = magnitudes.filter((magnitude) => magnitude <= threshold).length;
  const energy = (of: readonly number[]) => of.reduce((sum, magnitude) => sum + magnitude * magnitude, 0);
  const kept = energy(magnitudes.filter((magnitude) => magnitude > threshold)) / energy(magnitudes);
  return { share: percent(zeros / magnitudes.length), energy: percent(kept) };
}

const thresholdNow = async (page: Page) => Number(await slider(page).getAttribute('aria-valuenow'));

/** Checks the figures of the details and of the map against the file. */
async function expectFigures(page: Page): Promise<void> {
  const threshold = await thresholdNow(page);
  const { share, energy } = expected(threshold);
  await expect(slider(page)).toHaveAttribute('aria-valuetext', `abs(w) ≤ ${threshold}: ${share} zeros`);
  await expect(details(page)).toContainText(`→ ${share}`);
  await expect(details(page)).toContainText(energy);
  await expect(whatIf(page)).toContainText(`abs(w) ≤ ${threshold} counts as zero. ${share} zeros.`);
  await expect.poll(() => linkFields(page).threshold).toBe(String(threshold));
}

test('the threshold is dragged on the histogram, and the map follows', async ({ page }) => {
  await openTensor(page);
  await expect(slider(page)).toHaveAttribute('aria-valuetext', `exact zeros only: ${expected(0).share} zeros`);
  const plot = (await page.getByRole('img', { name: /^Histogram/ }).boundingBox())!;
  const at = (share: number) => [plot.x + share * plot.width, plot.y + plot.height / 2] as const;
  await page.mouse.move(...at(0.05));
  await page.mouse.down();
  await page.mouse.move(...at(0.3), { steps: 20 });
  await page.mouse.up();
  const largest = Math.max(...magnitudes);
  const differenceTo = async (share: number) => Math.abs((await thresholdNow(page)) / largest - share);
  await expect.poll(() => differenceTo(0.3)).toBeLessThan(0.02);
  await expectFigures(page);
  await page.mouse.click(...at(0.1));
  await expect.poll(() => differenceTo(0.1)).toBeLessThan(0.02);
  await expectFigures(page);
  await whatIf(page).getByRole('button', { name: 'Reset' }).click();
  await expect(slider(page)).toHaveAttribute('aria-valuenow', '0');
});

test('keys move the threshold on both axes', async ({ page }) => {
  await openTensor(page);
  for (const axis of ['Linear', 'Log']) {
    await page.getByRole('group', { name: 'Axis' }).getByRole('button', { name: axis }).click();
    await slider(page).focus();
    await page.keyboard.press('Home');
    await expect(slider(page)).toHaveAttribute('aria-valuenow', '0');
    await page.keyboard.press('PageUp');
    await expect.poll(() => thresholdNow(page)).toBeGreaterThan(0);
    const first = await thresholdNow(page);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => thresholdNow(page)).toBeGreaterThan(first);
    await expectFigures(page);
    const second = await thresholdNow(page);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => thresholdNow(page)).toBeLessThan(second);
    await page.keyboard.press('End');
    const typed = page.getByLabel('Treat abs(w) ≤ … as zero');
    await expect(async () =>
      expect(await slider(page).getAttribute('aria-valuetext')).toBe(
        `abs(w) ≤ ${await typed.inputValue()}: ${percent(1)} zeros`,
      ),
    ).toPass();
  }
});

test('the details count blocks by their non-zeros, and list the scales of channels with links', async ({ page }) => {
  await openTensor(page);
  await expect(page.getByRole('list', { name: 'Blocks by number of non-zeros' })).toContainText('2 of 4 non-zero');
  await expect(details(page)).toContainText('in 64 channels of dimension 0');
  await page.getByRole('button', { name: 'List channels' }).click();
  expect(await accessibilityViolations(page)).toEqual([]);
  const row = page.getByRole('table', { name: 'Channels' }).getByRole('row').nth(11);
  const weights = magnitudes.length / 64;
  const zeros = magnitudes.slice(10 * weights, 11 * weights).filter((magnitude) => magnitude === 0).length;
  await expect(row).toContainText(percent(zeros / weights));
  await expect(row).toContainText(String(Number(stored.scales[10]!.toPrecision(6))));
  await row.getByRole('button', { name: 'Channel 10: show on the map' }).click();
  await expect(heatmap(page)).toHaveAttribute('data-rows', /^(?!0:320$)/);
});

test('the summary opens the page of the model, whose lines lead to tensors', async ({ page }) => {
  await page.goto(sampleLink('violations', { tensor: '0:3' }));
  await waitForMap(page, '0:3');
  await waitForStatus(page, '0:5', 'nearly');
  await page.getByRole('region', { name: 'Model', exact: true }).getByRole('button').first().click();
  const model = page.getByRole('region', { name: 'Model details' });
  await expect(model).toContainText('(1,636,354 of 3,273,504 weights)');
  expect(await accessibilityViolations(page)).toEqual([]);
  await model.getByRole('button', { name: /^Nearly/ }).click();
  await expect(tensorTable(page).locator('tbody tr')).toHaveCount(1);
  await model.getByRole('button', { name: /12 of 802,816 blocks/ }).click();
  await waitForMap(page, '0:5');
  await expect(model).toBeHidden();
  await expect(details(page)).toContainText('Nearly 2 of 4');
});

test('a stored-sparse tensor has a histogram, and counts the zeros that are not stored', async ({ page }) => {
  await page.goto(sampleLink('storedSparse', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  await readDetails(page);
  await expect(slider(page)).toHaveAttribute('aria-valuetext', /^exact zeros only: 50\.\d\d % zeros$/);
});
