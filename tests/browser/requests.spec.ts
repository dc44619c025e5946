import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { drop, expect, openMenu, samplePaths, test, waitForMap } from '../support/pageObjects';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Whether a request loads a part of the page, and says nothing else: a file of the site without query and body. */
function loadsPart(request: Request, baseURL: string): boolean {
  const { origin, pathname, search } = new URL(request.url());
  const file = join('dist', pathname);
  return (
    origin === new URL(baseURL).origin &&
    request.method() === 'GET' &&
    search === '' &&
    request.postDataBuffer() === null &&
    existsSync(file) &&
    statSync(file).isFile()
  );
}

/** Chooses an item of the menu "Share", and waits for what it makes. */
async function makeExport(page: Page, item: string): Promise<void> {
  const menu = await openMenu(page, 'Share');
  const isDownload = item !== 'Copy link' && item !== 'Embed';
  const made = isDownload ? page.waitForEvent('download') : undefined;
  await menu.getByRole('menuitem', { name: item, exact: true }).click();
  if (made) await (await made).path();
  else if (item === 'Copy link') await expect(page.getByText('Link copied')).toBeAttached();
  else {
    const dialog = page.getByRole('dialog');
    await expect(dialog.locator('iframe')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
  }
}

test('from the drop to each export, the page requests nothing but its own parts', async ({
  page,
  context,
  baseURL,
}) => {
  await page.goto('/');
  await page.waitForLoadState('networkidle');
  const requests: Request[] = [];
  context.on('request', (request) => {
    if (/^https?:/.test(request.url())) requests.push(request);
  });
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await drop(page, [samplePaths.violations]);
  await waitForMap(page, '0:5');
  const items = await (await openMenu(page, 'Share')).getByRole('menuitem').allInnerTexts();
  await page.keyboard.press('Escape');
  expect(items).toEqual(expect.arrayContaining(['Copy link', 'Embed', 'PNG', 'SVG', 'CSV mask', 'Review file']));
  for (const item of items) await makeExport(page, item);
  const others = requests.filter((request) => !loadsPart(request, baseURL!));
  console.log(
    `from the drop over ${items.length} exports: ${others.length} requests, and ${requests.length - others.length} for parts of the page`,
  );
  expect(others.map((request) => `${request.method()} ${request.url()}`)).toEqual([]);
  expect(sockets).toEqual([]);
});
