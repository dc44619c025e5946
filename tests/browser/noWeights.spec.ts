import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { drop, expect, openMenu, test } from '../support/pageObjects';

const mapItems = ['Embed', 'PNG', 'SVG', 'CSV mask', 'CSV violations'];
const otherItems = ['Copy link', 'JSON report', 'Review file'];

async function openWithoutWeights(page: Page): Promise<void> {
  await page.goto('/');
  await drop(page, ['tests/models/no-operators.bin']);
  await expect(page.getByRole('main')).toContainText('no weight tensors');
  // On a phone it is hidden, and its items are in another menu, which has them once it is loaded.
  await expect(page.locator('.bar-actions button', { hasText: 'Share' })).toBeEnabled();
}

test('a file without weights as the first one can be compared and shared, and has a hash', async ({ page }) => {
  await page.goto('/');
  await drop(page, ['tests/models/no-operators.bin']);
  await expect(page.getByRole('button', { name: 'Compare' })).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Share' })).toBeEnabled();
  await page.getByRole('button', { name: /no-operators/ }).click();
  await expect(page.locator('.menu-facts code')).toHaveText(/^[0-9a-f]{64}$/);
});

for (const { name, width, button } of [
  { name: 'the menu Share', width: 1400, button: 'Share' },
  { name: 'the menu of a phone', width: 390, button: 'More' },
]) {
  test(`a file without weights: ${name} offers nothing of a map, and says why`, async ({ page }) => {
    await page.setViewportSize({ width, height: 850 });
    await openWithoutWeights(page);
    const menu = await openMenu(page, button);
    const items = mapItems.map((name) => menu.getByRole('menuitem', { name, exact: true }));
    for (const found of [...items, menu.getByRole('menuitemcheckbox')]) {
      await expect(found).toBeDisabled();
      await expect(found).toHaveAccessibleDescription('Maps and masks need a model with weight tensors.');
    }
    for (const item of otherItems) {
      await expect(menu.getByRole('menuitem', { name: item, exact: true })).toBeEnabled();
    }
    expect(await accessibilityViolations(page)).toEqual([]);
    const download = page.waitForEvent('download');
    await menu.getByRole('menuitem', { name: 'JSON report' }).click();
    const report = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    expect(report).toMatchObject({ tensors: [], coverage: { unlisted: [{ because: 'no-operator' }] } });
  });
}

test('a file without weights: the command palette offers nothing of a map', async ({ page }) => {
  await openWithoutWeights(page);
  await page.keyboard.press('Control+k');
  const options = page.getByRole('option');
  await page.keyboard.type('download');
  await expect(options).toHaveText([/JSON report/, /Review file/]);
  await page.getByRole('dialog').getByRole('combobox').fill('embed');
  await expect(page.getByText('No matches')).toBeVisible();
});
