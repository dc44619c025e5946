import type { Page } from '@playwright/test';
import { layoutFaults } from '../support/layoutFaults';
import { chooseFile, expect, sampleLink, samplePaths, share, test, waitForMap } from '../support/pageObjects';

// The browser refuses to copy: the page must not say that it copied.

test.beforeEach(async ({ page }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
    document.execCommand = () => false;
  });
});

/** The text that is selected in the focused field. */
const selectedText = (page: Page) =>
  page.evaluate(() => {
    const field = document.activeElement as HTMLTextAreaElement;
    return field.value.slice(field.selectionStart, field.selectionEnd);
  });

test('the link is selected in a field to copy', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await share(page, 'Copy link');
  const dialog = page.getByRole('dialog', { name: 'Copy link' });
  const field = dialog.getByRole('textbox', { name: 'Text to copy' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(/^http.*#v=1&model=samples\/mnist-2by4-int8-12-violations\.tflite&tensor=0:5/);
  expect(await selectedText(page)).toBe(await field.inputValue());
  await expect(page.getByText('Link copied')).toHaveCount(0);
  await expect.poll(() => layoutFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('notes count as shared only when the person copied the link', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await page.keyboard.press('c');
  await page.getByPlaceholder(/readers look at/).fill('Look here');
  await page.getByRole('button', { name: 'Add note' }).click();
  const unshared = page.locator('.unshared-notes');
  await unshared.getByRole('button', { name: 'Copy link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy link' });
  await expect(dialog.getByRole('textbox')).toHaveValue(/&snapshot=/);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(unshared).toBeVisible();
  await unshared.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+c');
  await expect(unshared).toBeHidden();
});

test('the notes as Markdown are selected in a field to copy', async ({ page }) => {
  await page.goto(sampleLink('violations', { note: '0:5/t;TM;Look here' }));
  await waitForMap(page, '0:5');
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  const field = page.getByRole('dialog', { name: 'Copy as Markdown' }).getByRole('textbox');
  await expect(field).toBeFocused();
  expect(await selectedText(page)).toContain('Look here');
});

test('a snippet is selected to copy', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await share(page, 'Embed');
  const dialog = page.getByRole('dialog', { name: 'Embed this map' });
  const snippet = dialog.getByRole('textbox', { name: 'Snippet' });
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(snippet).toBeFocused();
  expect(await selectedText(page)).toBe(await snippet.inputValue());
  await expect(dialog.getByRole('status')).toHaveText(/^The browser did not allow copying\. Press (Ctrl|⌘)\+C/);
});
