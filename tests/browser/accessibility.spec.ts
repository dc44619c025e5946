import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { taskBundle } from '../support/buildBundle';
import {
  chooseFile,
  chooseFromMenu,
  expect,
  fileMenuButton,
  heatmapIn,
  openMenu,
  problem,
  sampleLink,
  samplePaths,
  share,
  statusBar,
  tensorRow,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';
import { pageStates } from '../support/pageStates';
import { smallTensors } from '../support/smallTensors';

// axe finds nothing serious in any state, in both themes. Nothing is animated: colors would be measured on their way.

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Checks a state with all rules of axe, and its colors again in the dark theme. */
async function check(page: Page, state: string): Promise<void> {
  await test.step(state, async () => {
    expect.soft(await accessibilityViolations(page), `${state}, light`).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect.soft(await accessibilityViolations(page, ['color-contrast']), `${state}, dark`).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  });
}

const dialog = (page: Page) => page.getByRole('dialog');

async function closeMenu(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
}

async function openViolations(page: Page): Promise<void> {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await waitForStatus(page, '0:7', 'dense');
}

for (const { name, viewport } of [
  { name: 'a laptop', viewport: { width: 1400, height: 900 } },
  { name: 'a phone', viewport: { width: 390, height: 844 } },
]) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport });

    for (const part of [0, 1]) {
      test(`the states of the screenshots, part ${part + 1}`, async ({ page }) => {
        for (const state of pageStates.filter((_, i) => i % 2 === part)) {
          await state.open(page);
          await check(page, state.name);
          await page.goto('about:blank');
        }
      });
    }
  });
}

test('each menu', async ({ page }) => {
  await openViolations(page);
  for (const button of [fileMenuButton, 'Compare', 'Share', 'More', /^Engine/]) {
    await openMenu(page, button);
    await check(page, `menu ${button}`);
    await closeMenu(page);
  }
});

test('each dialog', async ({ page }) => {
  await openViolations(page);
  await page.keyboard.press('?');
  await expect(dialog(page)).toBeVisible();
  await check(page, 'keyboard shortcuts');
  await closeDialog(page);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option').first()).toBeVisible();
  await check(page, 'command palette');
  await page.keyboard.type('nothing has this name');
  await expect(page.getByText('No matches')).toBeVisible();
  await check(page, 'command palette without matches');
  await closeDialog(page);
  await chooseFromMenu(page, 'More', 'menuitem', 'URL…');
  await page.getByRole('dialog').getByRole('textbox').fill('ftp://models.example/m.tflite');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('alert')).toBeVisible();
  await check(page, 'dialog of a URL with an error');
  await closeDialog(page);
  await share(page, 'Embed');
  await dialog(page).getByLabel('Include static fallback').check();
  await check(page, 'embed dialog');
  await dialog(page).getByRole('tab', { name: 'Markdown' }).click();
  await check(page, 'embed dialog, Markdown');
});

test('list, details, notes and errors', async ({ page }) => {
  await openViolations(page);
  await page.getByRole('button', { name: 'Required' }).or(page.getByLabel('Required')).check();
  await check(page, 'required');
  await page.getByLabel('Search tensors').fill('nothing has this name');
  await expect(page.getByText('No tensor matches')).toBeVisible();
  await check(page, 'no tensor matches');
  await page.getByLabel('Search tensors').fill('');
  const edge = (await page.getByRole('separator', { name: 'Resize Tensors' }).boundingBox())!;
  await page.mouse.move(edge.x, edge.y + 300);
  await page.mouse.down();
  await page.mouse.move(edge.x + 216, edge.y + 300);
  await page.mouse.up();
  await expect(page.getByRole('columnheader', { name: 'Shape' })).toBeVisible();
  await check(page, 'wide list');
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByPlaceholder(/readers look at/).fill('Why?');
  await check(page, 'form of a note');
  await page.getByPlaceholder(/readers look at/).press('Control+Enter');
  await page.getByRole('button', { name: 'Remove note 1' }).click();
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await check(page, 'removed note with undo');
  await page.getByRole('button', { name: 'Undo' }).click();
  await chooseFile(page, { name: 'wrong.png', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) });
  await expect(problem(page)).toBeVisible();
  await check(page, 'error while a model is open');
  await chooseFile(page, samplePaths.int8);
  await expect(page.getByText('hide or keep?')).toBeVisible();
  await waitForMap(page, '0:5');
  await check(page, 'question about notes');
});

test('models without weights, and a bundle', async ({ page }) => {
  await page.goto('/');
  for (const name of ['no-operators.bin', 'compiled-ethos-u.tflite']) {
    await chooseFile(page, `tests/models/${name}`);
    await expect(page).toHaveTitle(new RegExp(`^${name}`));
    await check(page, name);
  }
  const bytes = await taskBundle({ 'detector.tflite': smallTensors(3), 'landmarks.tflite': smallTensors(2) });
  await chooseFile(page, { name: 'bundle.task', bytes });
  await waitForMap(page, '0:1');
  await openMenu(page, fileMenuButton);
  await check(page, 'menu of a bundle');
});

test('the sheet of a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  for (const tab of ['Tensors', 'Details', 'Notes']) {
    await page.getByRole('tab', { name: tab }).click();
    await check(page, `${tab}, half`);
  }
  await page.getByRole('button', { name: 'Show more of the sheet' }).click();
  for (const tab of ['Tensors', 'Details']) {
    await page.getByRole('tab', { name: tab }).click();
    await check(page, `${tab}, full`);
  }
  await page.getByRole('button', { name: 'Close the sheet' }).click();
  await openMenu(page, 'More');
  await check(page, 'menu More');
});

test('a review file', async ({ page }) => {
  await openViolations(page);
  const coming = page.waitForEvent('download');
  await share(page, 'Review file');
  const path = join(mkdtempSync(join(tmpdir(), 'prunescope-axe-')), 'review.html');
  await (await coming).saveAs(path);
  await page.goto(pathToFileURL(path).href);
  await waitForMap(page, '0:5');
  await expect(statusBar(page)).toContainText('no network requests');
  await check(page, 'review file');
});

test('the embedded page', async ({ page }) => {
  await page.goto('/embed.html#model=samples/mnist-2by4-int8-12-violations.tflite');
  await expect(heatmapIn(page)).toHaveAttribute('data-state', 'ready');
  await check(page, 'embedded map');
  await page.getByRole('button', { name: 'Tensors' }).click();
  await tensorRow(page, '0:7').waitFor();
  await check(page, 'embedded list');
});
