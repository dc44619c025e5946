import type { FrameLocator, Page } from '@playwright/test';
import { type Site, site } from '../../tests/support/site';
import { timeLimits } from '../timeLimits';
import { mapsAt, trickyLabel } from './maps';
import type { BuiltSite, DocsSite } from './sites';

/** A check and its failure, if any. */
export type Finding = { readonly what: string; readonly fault?: string };

const maxShift = 0.1;
const limit = { timeout: timeLimits.expectation };

type Watched = { readonly loads: string[]; shift: number };

/** Builds a site in a folder, serves it without CORS, and checks its maps. The app is at another origin. */
export async function findingsOf(docs: DocsSite, folder: string, newPage: () => Promise<Page>): Promise<Finding[]> {
  const app = await site({ folder: 'dist', headers: { 'access-control-allow-origin': '*' } });
  try {
    const built = await docs.build(folder, mapsAt(`${app.origin}/`));
    return [{ what: 'the site is built' }, ...(await findingsAt(built, app, await newPage()))];
  } catch (thrown) {
    return [{ what: 'the site is built', fault: String(thrown) }];
  } finally {
    await app.close();
  }
}

async function findingsAt(built: BuiltSite, app: Site, page: Page): Promise<Finding[]> {
  // Browsers request it without a link.
  const host = await site({ folder: built.folder, files: { '/favicon.ico': '' } });
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  // Requests of docs tools to their own servers are answered with an empty script.
  const origins = [host.origin, app.origin];
  await page.route(
    ({ protocol, origin }) => /^https?:$/.test(protocol) && !origins.includes(origin),
    (route) => route.fulfill({ status: 200, contentType: 'text/javascript', body: '' }),
  );
  await page.addInitScript(watch);
  try {
    await page.goto(host.origin + built.page);
    const tags = page.locator('prune-scope');
    const frames = page.locator('iframe[width="100%"][height="400"]');
    const findings = [
      await finding('there are two tags and a frame', async () => {
        await page
          .locator('prune-scope, iframe[height="400"]')
          .nth(2)
          .waitFor({ state: 'attached', ...limit });
        const counts = [await tags.count(), await frames.count()];
        if (counts.join() !== '2,1') throw new Error(`tags, frames: ${counts}`);
      }),
      await finding('tags draw their maps', async () => {
        for (const tag of await tags.all()) {
          await tag.scrollIntoViewIfNeeded();
          await mapIn(tag.locator('iframe').contentFrame());
        }
      }),
      await finding('the frame draws its map', async () => {
        await frames.scrollIntoViewIfNeeded();
        await mapIn(frames.contentFrame(), '8:24');
      }),
      await finding('the tag shows the requested window', async () => {
        await mapIn(tags.first().locator('iframe').contentFrame(), '0:24');
      }),
      await finding('labels are shown unchanged', async () => {
        const labels = await tags.evaluateAll((all) => all.map((tag) => tag.querySelector('a')?.textContent));
        const shown = [...labels, await frames.getAttribute('title')];
        if (shown.some((label) => label !== trickyLabel)) throw new Error(JSON.stringify(shown));
      }),
    ];
    // The frame of a tag is drawn before its page gets the event.
    await page
      .waitForFunction(() => (window as unknown as { watched: Watched }).watched.loads.length > 1, undefined, limit)
      .catch(() => {}); // the finding below says which events there were
    const { loads, shift } = await page.evaluate(() => (window as unknown as { watched: Watched }).watched);
    const led = built.before === undefined ? [] : [await ledThere(page, host.origin + built.before)];
    return [
      ...findings,
      ...led,
      {
        what: 'load is fired once for each tag',
        ...(loads.sort().join() !== '0:3,0:5' && { fault: JSON.stringify(loads) }),
      },
      { what: `nothing shifts by ${maxShift} or more`, ...(shift >= maxShift && { fault: String(shift) }) },
      { what: 'the console has no error', ...(errors.length > 0 && { fault: errors.join('\n') }) },
    ];
  } finally {
    await page.close();
    await host.close();
  }
}

/** Navigates to the maps without loading a page, like readers of single-page sites. */
function ledThere(page: Page, from: string): Promise<Finding> {
  return finding('maps draw after following a link of the site', async () => {
    await page.goto(from);
    // A link that is clicked before the script of the site is ready loads the page.
    await page.waitForFunction(handlesClicks, undefined, limit);
    await page.evaluate(() => void Object.assign(window, { stays: true }));
    await page.getByRole('main').getByRole('link', { name: 'Maps', exact: true }).click();
    const frame = page.locator('prune-scope').first().locator('iframe');
    await mapIn(frame.contentFrame(), '0:24');
    if (!(await page.evaluate(() => 'stays' in window))) throw new Error('the page was reloaded');
  });
}

/** Runs in the page: whether VitePress or Docusaurus handles its clicks. */
function handlesClicks(): boolean {
  const vitepress = document.querySelector('#app');
  const docusaurus = document.querySelector('#__docusaurus');
  return vitepress
    ? '__vue_app__' in vitepress
    : docusaurus !== null && Object.keys(docusaurus).some((name) => name.startsWith('__reactContainer'));
}

/** Runs in each page before its own scripts. */
function watch(): void {
  const watched: Watched = { loads: [], shift: 0 };
  Object.assign(window, { watched });
  document.addEventListener(
    'load',
    (event) => {
      if (event instanceof CustomEvent) watched.loads.push(event.detail.view.tensor);
    },
    { capture: true },
  );
  new PerformanceObserver((list) => {
    const shifts = list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[];
    for (const { value, hadRecentInput } of shifts) if (!hadRecentInput) watched.shift += value;
  }).observe({ type: 'layout-shift', buffered: true });
}

/** Waits for the map of a frame. @param rows its rows in view */
export async function mapIn(frame: FrameLocator, rows?: string): Promise<void> {
  const window = rows ? `[data-rows="${rows}"]` : '';
  await frame.locator(`canvas[data-state="ready"]${window}`).waitFor(limit);
}

/** @param look throws on a failure */
export async function finding(what: string, look: () => Promise<void>): Promise<Finding> {
  try {
    await look();
    return { what };
  } catch (thrown) {
    return { what, fault: String(thrown) };
  }
}
