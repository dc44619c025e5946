import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { dropWithHandle, writeFile } from '../support/fileHandles';
import {
  drop,
  expect,
  goToFragment,
  linkFields,
  problem,
  samplePaths,
  tensorRow,
  test,
  waitForMap,
  waitForStatus,
  waitForWindow,
} from '../support/pageObjects';

const name = 'model.tflite';
const int8 = readFileSync(samplePaths.int8);
const violations = readFileSync(samplePaths.violations);
const notices = (page: Page) => page.locator('.notices');

test('a dropped file is followed when it is written again, with the same view', async ({ page }) => {
  await page.goto('/');
  const statuses = await notices(page).getByRole('status').count();
  await writeFile(page, name, int8);
  await dropWithHandle(page, name);
  await waitForStatus(page, '0:5', 'conforms');
  await expect.poll(() => linkFields(page).sha256).toMatch(/^[0-9a-f]{64}$/);
  // The part of the page that keeps the version before is loaded.
  await expect(notices(page).getByRole('status')).toHaveCount(statuses + 1);
  await goToFragment(page, `${new URL(page.url()).hash}&rows=88:112&columns=2036:2060`);
  await waitForWindow(page, '88:112', '2036:2060');

  await writeFile(page, name, violations.subarray(0, 2_000_000));
  await expect(notices(page)).toContainText(`${name} was written again, but is not complete yet.`);
  await expect(tensorRow(page, '0:5')).toHaveAttribute('data-status', 'conforms');
  await writeFile(page, name, violations);
  await expect(notices(page)).toContainText('The page shows the new version.');
  await waitForStatus(page, '0:5', 'nearly');
  await waitForMap(page, '0:5');
  await waitForWindow(page, '88:112', '2036:2060');
  await notices(page).getByRole('button', { name: 'Compare with the version before' }).click();
  await expect(tensorRow(page, '0:5').locator('[data-changes="added"]')).toHaveAttribute('data-count', /^[1-9]/);

  await page.evaluate(async (file) => (await navigator.storage.getDirectory()).removeEntry(file), name);
  await expect(notices(page)).toContainText(`${name} was deleted or moved.`);
  await expect(problem(page)).toHaveText('');
});

test('the part that follows files is not loaded for a file without a handle', async ({ page }) => {
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  await page.goto('/');
  await drop(page, [samplePaths.int8]);
  await waitForStatus(page, '0:5', 'conforms');
  await expect.poll(() => linkFields(page).sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(scripts.filter((url) => url.includes('Inspector'))).not.toEqual([]);
  expect(scripts.filter((url) => /WatchNotice|servedOpening/.test(url))).toEqual([]);
});
