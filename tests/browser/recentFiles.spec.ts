import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { dropWithHandle, writeFile } from '../support/fileHandles';
import { layoutFaults } from '../support/layoutFaults';
import {
  chooseFile,
  drop,
  expect,
  fileMenuButton,
  heatmap,
  linkFields,
  openMenu,
  problem,
  samplePaths,
  test,
  waitForMap,
  waitForWindow,
} from '../support/pageObjects';

const name = 'violations.tflite';

async function openByDrop(page: Page): Promise<void> {
  await page.goto('/');
  await writeFile(page, name, readFileSync(samplePaths.violations));
  await dropWithHandle(page, name);
  await waitForMap(page, '0:5');
}

/** Everything in the database of the page, as JSON. Handles are named. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    // Opening a database that the page has not created yet would create an empty one.
    if (!(await indexedDB.databases()).some(({ name }) => name === 'prunescope')) return '';
    const request = indexedDB.open('prunescope');
    await new Promise((resolve) => {
      request.onsuccess = resolve;
    });
    const database = request.result;
    const values = database.transaction('recent-files').objectStore('recent-files').getAll();
    await new Promise((resolve) => {
      values.onsuccess = resolve;
    });
    database.close();
    const nameHandles = (_: string, value: unknown) =>
      value instanceof FileSystemHandle ? `handle of ${value.name}` : value;
    return JSON.stringify(values.result, nameHandles);
  });

const recentOnPage = (page: Page) => page.getByRole('region', { name: 'Recent files' });

test('a reload offers to reopen a dropped file, and one click restores the view', async ({ page }) => {
  await openByDrop(page);
  await expect.poll(() => stored(page)).toBe(JSON.stringify([{ isOn: true, files: [[`handle of ${name}`]] }]));
  await expect.poll(() => linkFields(page).name).toBe(name);
  await page.evaluate(() => {
    location.hash = `${location.hash}&rows=88:112&columns=2036:2060`;
  });
  await waitForWindow(page, '88:112', '2036:2060');
  await page.reload();
  await expect(page.getByText(`Drop ${name}`)).toBeVisible();
  await expect.poll(() => layoutFaults(page)).toEqual([]);
  await page.getByRole('button', { name: `Reopen ${name}` }).click();
  await waitForMap(page, '0:5');
  await waitForWindow(page, '88:112', '2036:2060');
  await expect(problem(page)).toHaveText('');
});

test('the page without a model and the menu of the file list recent files', async ({ page }) => {
  await openByDrop(page);
  await expect.poll(() => stored(page)).toContain(name);
  await page.goto('about:blank');
  await page.goto('/');
  await expect(recentOnPage(page).getByRole('button', { name })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await recentOnPage(page).getByRole('button', { name }).click();
  await waitForMap(page, '0:5');
  await chooseFile(page, samplePaths.int8);
  await expect(page.getByRole('button', { name: /^mnist-2by4-int8/ })).toBeVisible();
  const menu = await openMenu(page, fileMenuButton);
  await menu.getByRole('menuitem', { name, exact: true }).click();
  await expect(page.getByRole('button', { name: /^violations/ })).toBeVisible();
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
});

test('recent files can be cleared, and turned off', async ({ page }) => {
  await openByDrop(page);
  await expect.poll(() => stored(page)).toContain(name);
  let menu = await openMenu(page, fileMenuButton);
  await menu.getByRole('menuitem', { name: 'Clear recent files' }).click();
  await expect.poll(() => stored(page)).toBe(JSON.stringify([{ isOn: true, files: [] }]));
  menu = await openMenu(page, fileMenuButton);
  await menu.getByRole('menuitemcheckbox', { name: 'Remember recent files' }).click();
  await expect(menu.getByRole('menuitemcheckbox', { name: 'Remember recent files' })).not.toBeChecked();
  await page.keyboard.press('Escape');
  await writeFile(page, 'other.tflite', readFileSync(samplePaths.int8));
  await dropWithHandle(page, 'other.tflite');
  await expect(page.getByRole('button', { name: /^other/ })).toBeVisible();
  await waitForMap(page, '0:5');
  await page.goto('about:blank');
  await page.goto('/');
  await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();
  expect(await stored(page)).toBe(JSON.stringify([{ isOn: false, files: [] }]));
});

test('a recent file that was deleted is reported, and leaves the list', async ({ page }) => {
  await openByDrop(page);
  await expect.poll(() => stored(page)).toContain(name);
  await page.goto('about:blank');
  await page.goto('/');
  const item = recentOnPage(page).getByRole('button', { name });
  await expect(item).toBeVisible();
  await page.evaluate(async (file) => (await navigator.storage.getDirectory()).removeEntry(file), name);
  await item.click();
  await expect(problem(page)).toContainText(`${name} was moved, renamed or deleted.`);
  await expect(recentOnPage(page)).toBeHidden();
});

test('a drop without handles is opened, and nothing is stored', async ({ page }) => {
  await page.goto('/');
  await drop(page, [samplePaths.int8]);
  await waitForMap(page, '0:5');
  const menu = await openMenu(page, fileMenuButton);
  await expect(menu).toContainText('Files that you drop are listed here.');
  expect(await stored(page)).not.toContain('mnist');
});
