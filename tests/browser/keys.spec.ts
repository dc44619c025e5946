import type { Locator, Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import {
  chooseFile,
  chooseFromMenu,
  drop,
  expect,
  heatmap,
  linkFields,
  type MapWindow,
  openSampleWindow,
  sampleLink,
  samplePaths,
  statusBar,
  tensorRow,
  test,
  waitForMap,
  waitForStatus,
  waitForViewChange,
  waitForWindow,
} from '../support/pageObjects';
import { smallTensors } from '../support/smallTensors';

function help(page: Page): Locator {
  return page.getByRole('dialog', { name: 'Keyboard shortcuts' });
}

async function openViolations(page: Page): Promise<void> {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await waitForStatus(page, '0:7', 'dense');
}

test('n and p step through the sorted tensors of the table, and stop at its ends', async ({ page }) => {
  await openViolations(page);
  await page.keyboard.press('n');
  await waitForMap(page, '0:7');
  await page.keyboard.press('n');
  await page.keyboard.press('p');
  await waitForMap(page, '0:5');
  await page.getByRole('columnheader', { name: /Zeros/ }).getByRole('button').click();
  await page.getByRole('columnheader', { name: /Zeros/ }).getByRole('button').click();
  await expect(page.locator('tr[data-tensor]').first()).toHaveAttribute('data-tensor', '0:7');
  await page.keyboard.press('p');
  await waitForMap(page, '0:7');
});

test('keys that are pressed as soon as the first map is drawn run once the panels are rendered', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('canvas[data-state="ready"]')) return;
      observer.disconnect();
      // The list is rendered after a time without a map, too. The details wait for it.
      const isEarly = document.querySelector('.inspector') === null;
      Object.assign(window, { isEarly });
      const press = (key: string) => new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      for (const key of ['n', 'p', 'p', '/']) document.body.dispatchEvent(press(key));
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:3');
  expect(await page.evaluate('isEarly')).toBe(true);
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test('focus in the table follows the selection, and arrow keys continue from there', async ({ page }) => {
  await openViolations(page);
  await tensorRow(page, '0:1').click();
  await page.keyboard.press('n');
  await waitForMap(page, '0:3');
  await expect(tensorRow(page, '0:3')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await waitForMap(page, '0:5');
  await page.keyboard.press('Home');
  await waitForMap(page, '0:1');
  await expect(tensorRow(page, '0:1')).toBeFocused();
});

test('] goes to the next violation with the focus on a row of the table or on a select', async ({ page }) => {
  await openViolations(page);
  await tensorRow(page, '0:7').click();
  await waitForMap(page, '0:7');
  await page.keyboard.press(']');
  await expect(statusBar(page)).toContainText('Violation 1 of 2,560');
  await expect(tensorRow(page, '0:7')).toBeFocused();
  await page.getByLabel('Color').focus();
  await page.keyboard.press(']');
  await expect(statusBar(page)).toContainText('Violation 2 of 2,560');
  await page.keyboard.press('[');
  await expect(statusBar(page)).toContainText('Violation 1 of 2,560');
});

test('keys of a field stay in the field', async ({ page }) => {
  await openViolations(page);
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search tensors')).toBeFocused();
  await page.keyboard.type('n?]p');
  await expect(page.getByLabel('Search tensors')).toHaveValue('n?]p');
  await page.keyboard.press('Escape');
  await page.getByLabel('Sort').focus();
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Share' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  // Effects of these keys would be visible by now.
  await page.keyboard.press('m');
  await expect(page.getByLabel('Zeros in every block')).toBeFocused();
  await waitForMap(page, '0:5');
  await expect(statusBar(page)).not.toContainText('Violation 1');
  await expect(help(page)).toBeHidden();
});

test('+ − 0 zoom from anywhere; arrows move the view on the map only', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  await page.keyboard.press('+');
  const closer = await waitForViewChange(page, '400:440', '1000:1040');
  expect(closer.rowEnd - closer.rowStart).toBeLessThan(40);
  await page.getByRole('button', { name: 'Fit' }).focus();
  await page.keyboard.press('ArrowDown');
  // If the arrow had moved the view, the zoomed view would have another center.
  await page.keyboard.press('+');
  const closest = await waitForViewChange(
    page,
    `${closer.rowStart}:${closer.rowEnd}`,
    `${closer.columnStart}:${closer.columnEnd}`,
  );
  const middleOf = ({ rowStart, rowEnd }: MapWindow) => (rowStart + rowEnd) / 2;
  expect(Math.abs(middleOf(closest) - middleOf(closer))).toBeLessThanOrEqual(1);
  await page.keyboard.press('0');
  await waitForWindow(page, '0:1024', '0:3136');
});

test('Ctrl+O opens a file, also from a field', async ({ page }) => {
  const paths: string[] = [samplePaths.int8, samplePaths.violations];
  // Listens from the start: a key that is faster than the listener would open the browser's own dialog.
  page.on('filechooser', (chooser) => void chooser.setFiles(paths.shift()!));
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Open a model' })).toBeVisible();
  await page.keyboard.press('Control+o');
  await expect(page).toHaveTitle(/^mnist-2by4-int8\.tflite/);
  // The list comes after the first map.
  await expect(page.getByLabel('Search tensors')).toBeVisible();
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search tensors')).toBeFocused();
  await page.keyboard.press('Meta+o');
  await expect(page).toHaveTitle(/^mnist-2by4-int8-12-violations\.tflite/);
});

test('the position of the view is announced at rest, and cleared when it moves', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  const said = statusBar(page).getByRole('status');
  await heatmap(page).focus();
  await page.keyboard.press('ArrowDown');
  const { rowStart, rowEnd } = await waitForViewChange(page, '400:440', '1000:1040');
  await expect(said).toHaveText(
    new RegExp(`^rows ${rowStart} to ${rowEnd - 1} of 1,024, columns \\d+ to 1,\\d+ of 3,136$`),
  );
  await page.mouse.move(400, 500);
  await page.mouse.wheel(0, -300);
  await expect(said).toBeEmpty();
  await page.keyboard.press('0');
  await expect(said).toHaveText('all 1,024 × 3,136 weights');
  await page.keyboard.press('p');
  await waitForMap(page, '0:3');
  await expect(said).toHaveText(
    /^Non-zero map of sequential\/structural_pruning\/Conv2D, \d+ rows by \d+ columns, .*blocks$/,
  );
});

test('? opens the keyboard shortcuts; Escape closes them and returns the focus', async ({ page }) => {
  await openViolations(page);
  await heatmap(page).focus();
  await page.keyboard.press('?');
  await expect(help(page)).toBeVisible();
  for (const name of [
    'Open a model',
    'Next tensor',
    'Next violation',
    'Zoom in',
    'Edit the pattern',
    'Search tensors',
  ]) {
    await expect(help(page).getByText(name, { exact: true })).toBeVisible();
  }
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await expect(help(page)).toBeHidden();
  await expect(heatmap(page)).toBeFocused();
  await waitForMap(page, '0:5');
  await chooseFromMenu(page, 'More', 'menuitem', 'Keyboard shortcuts');
  await expect(help(page)).toBeVisible();
  await help(page).getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'More' })).toBeFocused();
});

test('each key in the keyboard shortcuts runs a command', async ({ page }) => {
  await openViolations(page);
  await page.keyboard.press('?');
  await expect(help(page)).toBeVisible();
  const keys = await help(page)
    .locator('dl > div')
    .filter({ has: page.locator('kbd') })
    .filter({ hasNotText: 'with the focus on' })
    .locator('.keys > span')
    .evaluateAll((spans) =>
      spans.map((span) => [...span.querySelectorAll('kbd')].map(({ textContent }) => textContent)),
    );
  await page.keyboard.press('Escape');
  await expect(help(page)).toBeHidden();
  expect(keys.length).toBeGreaterThan(10);
  for (const parts of keys) {
    // These open dialogs, which take all keys. Escape closes the mode "Prune", which is not open.
    if (['K', '?', 'u', 'Escape'].some((key) => parts.includes(key))) continue;
    // The attributes of the canvas change a frame after a key.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
    const isTaken = await page.evaluate((parts) => {
      const key = parts.at(-1)!.replace('−', '-');
      const ctrlKey = parts.length > 1;
      const event = new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      document.querySelector<HTMLElement>(':focus')?.blur();
      return event.defaultPrevented;
    }, parts);
    expect(isTaken, parts.join('+')).toBe(true);
  }
});

/** In the page. */
type Listed = { maxOptions: number };

test.describe('the command palette', () => {
  const field = (page: Page) => page.getByRole('combobox', { name: 'Find a command or a tensor' });
  const options = (page: Page) => page.getByRole('option');

  test('opens a tensor by its name, and returns the focus', async ({ page }) => {
    await openViolations(page);
    await heatmap(page).focus();
    await page.keyboard.press('Control+k');
    await expect(field(page)).toBeFocused();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.type('conv unstructured 0:1');
    await expect(options(page)).toHaveCount(1);
    await page.keyboard.press('Enter');
    await waitForMap(page, '0:1');
    await expect(field(page)).toBeHidden();
    await expect(heatmap(page)).toBeFocused();
  });

  test('runs commands with arrow keys and Enter', async ({ page }) => {
    await openViolations(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('color');
    await expect(options(page)).toHaveCount(5);
    await expect(options(page).first()).toContainText('on');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(options(page).nth(2)).toHaveAttribute('data-highlighted', '');
    await page.keyboard.press('Enter');
    await expect.poll(() => linkFields(page).color).toBe('blocks');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('search tensors');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Search tensors')).toBeFocused();
    // Also from a field.
    await page.keyboard.press('Meta+k');
    await page.keyboard.type('edit pattern');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Zeros in every block')).toBeFocused();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('download csv violations');
    const coming = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await coming).suggestedFilename()).toMatch(/violations-2,4\.csv$/);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('theme dark');
    await options(page).first().click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  });

  test('lists only commands that are possible now', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByRole('button', { name: 'Open a model' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(field(page)).toBeFocused();
    await page.keyboard.type('next');
    await expect(page.getByText('No matches')).toBeVisible();
    await field(page).fill('sample int8 violations');
    await page.keyboard.press('Enter');
    await waitForMap(page, '0:5');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('next violation');
    await expect(options(page)).toHaveCount(1);
    await page.keyboard.press('Control+k');
    await expect(field(page)).toBeHidden();
  });

  test('lists 50 of 3,000 tensors, more when it is scrolled, and stays responsive', async ({ page }) => {
    await page.goto('/');
    await drop(page, [{ name: 'many.tflite', bytes: smallTensors(3000) }]);
    await waitForMap(page, '0:1');
    await page.keyboard.press('Control+k');
    await expect(options(page)).toHaveCount(50);
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    await page.evaluate(() => {
      Object.assign(globalThis, { maxOptions: 0 });
      new MutationObserver(() => {
        const { length } = document.querySelectorAll('[role=option]');
        Object.assign(globalThis, { maxOptions: Math.max((globalThis as unknown as Listed).maxOptions, length) });
      }).observe(document.body, { childList: true, subtree: true });
    });
    await field(page).pressSequentially('weights block_');
    await expect(options(page)).toHaveCount(50);
    await field(page).pressSequentially('733/');
    await expect(options(page)).toHaveCount(4);
    // Laying out 3,000 options would be slow.
    expect(await page.evaluate(() => (globalThis as unknown as Listed).maxOptions)).toBe(50);
    await field(page).fill('weights block_');
    await options(page).nth(49).scrollIntoViewIfNeeded();
    await expect(options(page)).toHaveCount(100);
    await field(page).fill('weights block_733/');
    await expect(options(page)).toHaveCount(4);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await waitForMap(page, '0:2936');
  });
});

test('nothing is animated with reduced motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openViolations(page);
  await page.keyboard.press('?');
  await expect(help(page)).toBeVisible();
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return !/^(0s(, )?)+$/.test(transitionDuration) || animationName !== 'none';
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 80)),
  );
  expect(moving).toEqual([]);
});
