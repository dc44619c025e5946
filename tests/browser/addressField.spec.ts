import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { serveAt } from '../support/otherSites';
import { expect, linkFields, openTutorialSample, problem, samplePaths, test, waitForMap } from '../support/pageObjects';

const model = readFileSync(samplePaths.int8);
const address = 'https://models.example/m.tflite';

const field = (page: Page) => page.getByRole('textbox', { name: 'URL of a model' });

for (const [name, viewport] of [
  ['a desktop', { width: 1400, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport, isMobile: viewport.width < 600, hasTouch: viewport.width < 600 });

    test('a URL that is typed opens the model', async ({ page, expected }) => {
      expected.origins.push('https://models.example');
      await serveAt(page, address, { body: model });
      await page.goto('/');
      await expect(field(page)).toBeInViewport();
      await field(page).fill('models.example/m.tflite');
      await page.getByRole('button', { name: 'Load' }).click();
      await waitForMap(page, '0:5');
      await expect.poll(() => linkFields(page).model).toBe(address);
    });

    test('text that cannot be opened is explained at the field, and the page does not scroll sideways', async ({
      page,
    }) => {
      await page.goto('/');
      await field(page).fill('no url');
      await field(page).press('Enter');
      const message = problem(page).filter({ hasText: 'this text is not a URL; expected' });
      await expect(message).toBeInViewport();
      await expect(field(page)).toBeFocused();
      await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
      await expect(field(page)).toHaveAccessibleDescription(/this text is not a URL.*An https URL/);
      const sideways = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(await sideways()).toBe(0);
      expect(await accessibilityViolations(page)).toEqual([]);
      await field(page).fill('C:\\models\\m.tflite');
      await expect(message).toBeHidden();
      await page.getByRole('button', { name: 'Load' }).click();
      await expect(problem(page).filter({ hasText: 'Drop the file on this page, or press Open' })).toBeVisible();
    });

    test('while a model is open, a dialog has the field', async ({ page, expected }) => {
      expected.origins.push('https://models.example');
      await serveAt(page, address, { body: model });
      await openTutorialSample(page);
      await page.getByRole('button', { name: 'URL…' }).click();
      const dialog = page.getByRole('dialog', { name: 'Open a URL' });
      await expect(field(page)).toBeFocused();
      expect(await accessibilityViolations(page)).toEqual([]);
      await field(page).fill('ftp://models.example/m.tflite');
      await field(page).press('Enter');
      await expect(dialog.getByRole('alert')).toContainText('ftp: URLs are not supported');
      await field(page).fill(address);
      await field(page).press('Enter');
      await expect(dialog).toBeHidden();
      await expect(page.getByRole('banner')).toContainText('m.tflite');
      await expect.poll(() => linkFields(page).model).toBe(address);
    });
  });
}

test('the key u goes to the field, on the page or in a dialog', async ({ page }) => {
  await page.goto('/');
  await expect(field(page)).toBeVisible();
  await page.keyboard.press('u');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('');
  await openTutorialSample(page);
  await page.keyboard.press('u');
  await expect(page.getByRole('dialog', { name: 'Open a URL' })).toBeVisible();
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a link to the page can be typed', async ({ page }) => {
  await page.goto('/');
  await field(page).fill(new URL('/#v=1&model=samples/mnist-2by4-int8.tflite&tensor=0:3', page.url()).href);
  await field(page).press('Enter');
  await waitForMap(page, '0:3');
  expect(linkFields(page).model).toBe('samples/mnist-2by4-int8.tflite');
});

const notStarted = (page: Page) => page.getByText('In the repository, run npm start');

test('the page opened as a file says what to do', async ({ page, expected }) => {
  expected.errors.push(/file:/);
  await page.goto(pathToFileURL('dist/index.html').href);
  await expect(notStarted(page)).toBeVisible();
  await expect(page.getByText('serve the folder of this page with any static server')).toBeVisible();
});

test('the app replaces the text of a page that has not started', async ({ page }) => {
  await page.goto('/');
  await expect(field(page)).toBeVisible();
  await expect(notStarted(page)).toHaveCount(0);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the page names the command', async ({ page }) => {
    await page.goto('/');
    // getByText does not search in noscript.
    const text = page.locator('noscript p');
    await expect(text).toContainText('npx prunescope report model.tflite');
    await expect(text).toBeInViewport();
    await expect(notStarted(page)).toBeHidden();
  });
});
