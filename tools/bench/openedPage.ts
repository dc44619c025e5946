import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';

const drawn = 'canvas[data-state="ready"]';
const viewport = { width: 1200, height: 800 };

/** A page that draws a file which is chosen in its `input[type=file]`, on a canvas that then has `data-state="ready"`. */
export type OpeningPage = { readonly address: string };

/** Milliseconds from choosing a file to its picture. */
export type OpeningTimes = { readonly cold: number; readonly warm: number };

/**
 * Opens a file twice, each time on a new page. Cold: the first visit with an empty cache, and the file is chosen as soon as the page is loaded.
 * Warm: the next visit, and the file is chosen when the page is at rest.
 */
export async function openingTimes(browser: Browser, { address }: OpeningPage, path: string): Promise<OpeningTimes> {
  const visitor = await browser.newContext({ viewport });
  const first = await newPage(visitor, address);
  const cold = await opened(first, path);
  await first.close();
  const page = await newPage(visitor, address);
  await untilAtRest(page);
  const warm = await opened(page, path);
  await visitor.close();
  return { cold, warm };
}

/** A page at rest. */
export async function restingPage(browser: Browser, { address }: OpeningPage): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await page.goto(address);
  await untilAtRest(page);
  return page;
}

/** In the page: whether its service worker, if it has one, keeps all that the page needs offline. Until then it loads 13 MB. */
const isKept = `
  document.querySelector('link[rel="manifest"]') === null ||
  caches.keys()
    .then((names) => names.filter((name) => name.startsWith('prunescope-sample-')))
    .then((names) => Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length > 0)))
    .then((found) => found.includes(true))
`;

/**
 * Until the page has loaded and compiled what it prepares for a file, which both pages mark, and until nothing is loaded in the background.
 */
async function untilAtRest(page: Page): Promise<void> {
  await untilTrue(page, `performance.getEntriesByName('prunescope-warm').length > 0`);
  await untilTrue(page, isKept);
  await page.waitForLoadState('networkidle');
}

/** Chooses a file and waits for its picture. */
export async function chooseAndDraw(page: Page, path: string): Promise<void> {
  await page.setInputFiles('input[type=file]:enabled', path);
  await page.waitForSelector(drawn);
}

/** Chooses a file and waits until all of its tensors are read. */
export async function chooseAndRead(page: Page, path: string): Promise<void> {
  await chooseAndDraw(page, path);
  await page.getByRole('progressbar').waitFor({ state: 'hidden' });
}

async function newPage(visitor: BrowserContext, address: string): Promise<Page> {
  const page = await visitor.newPage();
  await page.goto(address);
  return page;
}

type Measured = { readonly started: number; readonly ready: number };

/** In the page: the times of the choice and of its picture. As text, since what compiles this file adds calls that the page lacks. */
const measure = `
  window.measured = { started: 0, ready: 0 };
  document.addEventListener('change', () => { measured.started = performance.now(); }, { capture: true });
  new MutationObserver(() => {
    if (document.querySelector('${drawn}')) measured.ready ||= performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true });
`;

/** Chooses a file. @returns milliseconds from its `change` event to its picture */
async function opened(page: Page, path: string): Promise<number> {
  await page.locator('input[type=file]:enabled').waitFor({ state: 'attached' });
  await page.evaluate(measure);
  await page.setInputFiles('input[type=file]', path);
  await untilTrue(page, 'measured.ready > 0');
  const { started, ready } = await page.evaluate<Measured>('measured');
  return ready - started;
}

/** Waits for a condition in the page. The content security policy of the page forbids the `eval` that `waitForFunction` uses for text. */
async function untilTrue(page: Page, condition: string): Promise<void> {
  await expect.poll(() => page.evaluate<boolean>(condition), { timeout: 30_000 }).toBe(true);
}
