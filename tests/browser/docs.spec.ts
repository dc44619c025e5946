import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { docsPages } from '../../tools/docs/liveMaps';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { layoutShiftOf } from '../support/layoutShift';
import { expect, test as withPerson } from '../support/pageObjects';
import { type Site, site } from '../support/site';

const pages = docsPages().map((name) => name.replace(/\.md$/, ''));

/** It has headings, tables, code and a map. */
const withMap = 'embed';

/** The build on a static server, at two paths. Missing files fail the test. */
const test = withPerson.extend<{ docsAt: (path: string) => string; server: Site }>({
  server: async ({ page }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'prunescope-docs-'));
    for (const path of ['app', 'a b/c']) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      // Windows allows junctions without special rights.
      symlinkSync(resolve('dist'), join(folder, path), 'junction');
    }
    const server = await site({ folder });
    await use(server);
    await page.close();
    await server.close();
    rmSync(folder, { recursive: true });
  },
  docsAt: async ({ context, server, expected }, use) => {
    const missing: string[] = [];
    context.on('response', (response) => {
      if (response.status() >= 400) missing.push(response.url());
    });
    expected.origins.splice(0, Infinity, server.origin);
    await use((path) => `${server.origin}/${path}/docs/`);
    expect(missing).toEqual([]);
  },
});

for (const path of ['app', 'a b/c']) {
  test(`every page opens under /${path}/, draws its maps and links to what is there`, async ({ page, docsAt }) => {
    test.slow();
    const ids = new Map<string, string[]>();
    const links: string[] = [];
    let maps = 0;
    for (const name of pages) {
      const address = new URL(`${name}.html`, docsAt(path)).href;
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      maps += await mapsDrawn(page);
      ids.set(address, await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id)));
      links.push(
        ...(await page.locator('a').evaluateAll((anchors) => anchors.map((a) => (a as HTMLAnchorElement).href))),
      );
    }
    const withinDocs = links
      .map((link) => new URL(link))
      .filter(({ href }) => href.startsWith(docsAt(path).replace(' ', '%20')));
    expect(maps).toBeGreaterThan(5);
    expect(withinDocs.length).toBeGreaterThan(pages.length);
    const lost = withinDocs.filter(({ origin, pathname, hash }) => {
      const address = `${origin}${pathname.replace(/\/$/, '/index.html')}`;
      return !ids.has(address) || (hash !== '' && !ids.get(address)!.includes(decodeURIComponent(hash.slice(1))));
    });
    expect(lost.map(String)).toEqual([]);
  });

  test(`one goes from page to page under /${path}/ without loading anew`, async ({ page, docsAt }) => {
    await page.goto(docsAt(path));
    await hydrated(page);
    await mapsDrawn(page);
    await page.evaluate(() => Object.assign(window, { stayed: true }));
    const sidebar = page.getByRole('complementary').getByRole('link');
    for (const name of ['First steps', 'Patterns and hardware', 'The report', 'Embedding']) {
      await sidebar.filter({ hasText: name }).click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
      await expect(page).toHaveTitle(`${name} · Prunescope`);
    }
    await expect(page).toHaveURL(({ pathname }) => pathname === new URL('embed.html', docsAt(path)).pathname);
    await mapsDrawn(page);
    await sidebar.filter({ hasText: 'What it is' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('See the zeros');
    await mapsDrawn(page);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Embedding');
    await mapsDrawn(page);
    expect(await page.evaluate(() => 'stayed' in window)).toBe(true);
  });

  test(`the search under /${path}/ finds a page and leads to it`, async ({ page, docsAt }) => {
    await page.goto(docsAt(path));
    await hydrated(page);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('searchbox').fill('Ethos');
    await page
      .getByRole('option', { name: /Arm Ethos-U85, 2 of 4/ })
      .first()
      .click();
    await expect(page).toHaveURL(/targets\/ethos-u85\.html#/);
    await expect(page.getByRole('heading', { level: 1, name: /Arm Ethos-U85/ })).toBeVisible();
  });
}

test('the switch to dark also changes the maps, and persists', async ({ page, docsAt }) => {
  await page.goto(`${docsAt('app')}first-steps.html`);
  await hydrated(page);
  await mapsDrawn(page);
  const frame = page.frameLocator('prune-scope iframe').first();
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'light');
  await page.getByRole('switch').first().click();
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveClass(/dark/);
  await mapsDrawn(page);
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('a map is opened in the app from its caption', async ({ page, docsAt }) => {
  await page.goto(`${docsAt('a b/c')}first-steps.html`);
  await page.getByRole('link', { name: 'Open it in the app' }).click();
  const map = page.getByRole('img', { name: /^Non-zero map/ });
  await expect(map).toHaveAttribute('data-rows', '84:108');
  await expect(map).toHaveAttribute('data-columns', '2028:2064');
});

test('the app links to the documentation', async ({ page, docsAt }) => {
  await page.goto(new URL('..', docsAt('app')).href);
  await page.getByRole('link', { name: 'Docs' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('See the zeros');
  await expect(page).toHaveURL(docsAt('app'));
});

test('without scripts, a page has images in place of the maps', async ({ browser, docsAt }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(docsAt('app'));
  const picture = page.locator('prune-scope > img');
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await page.getByRole('link', { name: 'First steps' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/First steps/);
  await context.close();
});

test('nothing moves when the maps load', async ({ page, docsAt }) => {
  await page.goto(docsAt('app'));
  expect(await mapsDrawn(page)).toBeGreaterThan(0);
  expect(await layoutShiftOf(page)).toBeLessThan(0.1);
});

for (const name of pages.filter((page) => page !== withMap)) {
  test(`axe finds nothing serious in the page ${name}`, async ({ page, docsAt }) => {
    // Only with the images of its maps, because axe would check the same content in each frame.
    await page.route('**/prune-scope.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await page.goto(`${docsAt('app')}${name}.html`);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in a page with a map, ${colorScheme}`, async ({ page, docsAt }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${docsAt('app')}${withMap}.html`);
    await hydrated(page);
    await expect(page.locator('html')).toHaveClass(colorScheme === 'dark' ? /dark/ : /^(?!.*dark)/);
    expect(await mapsDrawn(page)).toBeGreaterThan(0);
    expect(await accessibilityViolations(page)).toEqual([]);
  });
}

test('no URL in the build depends on the path of the documentation', () => {
  const files = readdirSync('dist/docs', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  );
  expect(files.length).toBe(pages.length);
  for (const name of files) expect(readFileSync(join('dist/docs', name), 'utf8')).not.toMatch(/(?:href|src)="\//);
});

/** Waits until VitePress handles clicks. Before, buttons do nothing, and links load another page. */
async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => '__vue_app__' in document.querySelector('#app')!);
}

/** Scrolls to each map of a page, and waits until it is drawn. @returns the number of maps */
async function mapsDrawn(page: Page): Promise<number> {
  const tags = await page.locator('prune-scope').all();
  for (const tag of tags) {
    await tag.scrollIntoViewIfNeeded();
    const frame = tag.locator('iframe').contentFrame();
    await expect(frame.getByRole('img', { name: /^Non-zero map/ })).toHaveAttribute('data-state', 'ready');
  }
  return tags.length;
}
