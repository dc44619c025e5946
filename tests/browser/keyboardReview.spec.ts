import type { Locator, Page } from '@playwright/test';
import {
  atlas,
  expect,
  heatmap,
  linkFields,
  mapRegion,
  statusBar,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

// More than all elements of the page that take the focus.
const maxTabs = 150;

/** Moves the focus to an element with the Tab key. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let tab = 0; tab < maxTabs; tab++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

/** Opens a menu with Enter, moves to an item with the arrow keys, and chooses it. */
async function chooseByKeys(
  page: Page,
  button: Locator,
  item: string,
  role: 'menuitem' | 'menuitemradio' = 'menuitem',
): Promise<void> {
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  const target = menu.getByRole(role, { name: item, exact: true });
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(target).toBeFocused({ timeout: 200 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(menu).toBeHidden();
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

test('a complete review works without a pointer', async ({ page }) => {
  test.slow(); // some hundred presses of Tab
  await page.goto('/');
  await test.step('open a sample, choose a tensor', async () => {
    await tabTo(page, page.getByRole('link', { name: /12 violations/ }));
    await page.keyboard.press('Enter');
    await waitForMap(page, '0:5');
    await waitForStatus(page, '0:7', 'dense');
    await tabTo(page, tensorRow(page, '0:5'));
    await page.keyboard.press('ArrowUp');
    await waitForMap(page, '0:3');
    await expect(tensorRow(page, '0:3')).toBeFocused();
  });

  await test.step('sort and filter the list', async () => {
    const rows = tensorTable(page).locator('[data-tensor]');
    await tabTo(page, page.getByLabel('Sort'));
    await page.keyboard.press('Z');
    await expect(rows.first()).not.toHaveAttribute('data-tensor', '0:1');
    await tabTo(page, button(page, /^Nearly/));
    await page.keyboard.press('Space');
    await expect(rows).toHaveCount(1);
    await tabTo(page, tensorRow(page, '0:5'));
    await page.keyboard.press('Enter');
    await waitForMap(page, '0:5');
  });

  await test.step('zoom, move, go to violations', async () => {
    await tabTo(page, heatmap(page));
    await page.keyboard.press('+');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => linkFields(page).rows).toBeDefined();
    await page.keyboard.press(']');
    await page.keyboard.press(']');
    await expect(statusBar(page)).toContainText('Violation 2 of 12');
  });

  await test.step('add a note to the block', async () => {
    await page.keyboard.press('c');
    await expect(page.getByPlaceholder(/readers look at/)).toBeFocused();
    await page.keyboard.type('Why is this kept?');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('region', { name: 'Notes' }).getByRole('listitem')).toContainText('Why is this kept?');
  });

  await test.step('copy the link', async () => {
    await chooseByKeys(page, button(page, 'Share'), 'Copy link');
    await expect(page.getByText('Link copied')).toBeAttached();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('note=');
  });

  await test.step('change the goal and require it', async () => {
    await chooseByKeys(page, button(page, 'Goal: 2 of 4'), '1 of 2', 'menuitemradio');
    await expect.poll(() => linkFields(page).pattern).toBe('1,2');
    await chooseByKeys(page, button(page, 'Goal: 1 of 2'), '2 of 4', 'menuitemradio');
    await expect.poll(() => linkFields(page).pattern).toBeUndefined();
    await tabTo(page, page.getByRole('checkbox', { name: 'Required' }));
    await page.keyboard.press('Space');
    await expect.poll(() => linkFields(page).required).toBe('1');
  });

  await test.step('count small weights as zero, and reset that', async () => {
    await tabTo(page, page.locator('.threshold input'));
    await page.keyboard.type('0.01');
    await expect(mapRegion(page)).toContainText('What if');
    await tabTo(page, mapRegion(page).getByRole('button', { name: 'Reset' }));
    await page.keyboard.press('Enter');
    await expect(mapRegion(page)).not.toContainText('What if');
  });

  await test.step('read the snippets of the embed dialog', async () => {
    await chooseByKeys(page, button(page, 'Share'), 'Embed');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await tabTo(page, dialog.getByRole('tab', { name: 'HTML' }));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('textbox', { name: 'Snippet' })).toHaveValue(/^<iframe/);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(button(page, 'Share')).toBeFocused();
  });

  await test.step('open the atlas and a tensor from it', async () => {
    await tabTo(page, button(page, 'Atlas'));
    await page.keyboard.press('Enter');
    await expect(atlas(page)).toHaveAttribute('data-state', 'ready');
    await tabTo(page, atlas(page));
    await page.keyboard.press('n');
    await expect(atlas(page)).not.toHaveAttribute('data-focused', '0:5');
    const tensor = (await atlas(page).getAttribute('data-focused'))!;
    await page.keyboard.press('Enter');
    await waitForMap(page, tensor);
  });

  await test.step('compare with another model, and close the panels', async () => {
    await chooseByKeys(page, button(page, 'Compare'), 'Tutorial’s model, int8');
    await expect(page.locator('[data-changes="added"]').first()).toBeAttached();
    for (const name of ['Tensors panel', 'Details panel']) {
      await tabTo(page, button(page, name));
      await page.keyboard.press('Enter');
      await expect(button(page, name)).toHaveAttribute('aria-pressed', 'false');
    }
    await expect(page.locator('.side-panel[inert]')).toHaveCount(2);
  });
});
