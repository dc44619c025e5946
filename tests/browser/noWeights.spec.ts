import { drop, expect, test } from '../support/pageObjects';

test('a file without weights as the first one can be compared and shared, and has a hash', async ({ page }) => {
  await page.goto('/');
  await drop(page, ['tests/models/no-operators.bin']);
  await expect(page.getByRole('button', { name: 'Compare' })).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Share' })).toBeEnabled();
  await page.getByRole('button', { name: /no-operators/ }).click();
  await expect(page.locator('.menu-facts code')).toHaveText(/^[0-9a-f]{64}$/);
});
