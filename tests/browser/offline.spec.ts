import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { buildModel } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';
import {
  details,
  drop,
  expect,
  problem,
  samplePaths,
  share,
  waitForMap,
  test as withPerson,
} from '../support/pageObjects';
import { type Site, site } from '../support/site';

const tutorial = 'samples/mnist-2by4-float32.tflite';

const test = withPerson.extend<{ files: Record<string, string>; served: Site }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright requires the pattern
  files: async ({}, use) => use({}),
  served: async ({ files, expected }, use) => {
    const served = await site({ folder: 'dist', files, headers: { 'cache-control': 'no-store' } });
    expected.origins.push(served.origin);
    await use(served);
    await served.close();
  },
});
test.use({ serviceWorkers: 'allow' });

/** All URLs in the caches, relative to the site. */
function cached(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => url.replace(`${location.origin}/`, ''));
  });
}

/** Visits the page, until it can work offline. */
async function visit(context: BrowserContext, served: Site): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${served.origin}/`);
  await expect.poll(() => cached(page)).toContain(tutorial);
  return page;
}

test('the second visit works without a network: the page, a dropped model, exports and the tutorial', async ({
  context,
  served,
}) => {
  test.slow();
  const first = await visit(context, served);
  await first.close();
  await served.close();
  const page = await context.newPage();
  await page.goto(`${served.origin}/`);
  await drop(page, [samplePaths.int8]);
  await waitForMap(page, '0:5');
  await expect(details(page)).toContainText('2 of 4 holds in all 802,816 blocks');
  const coming = page.waitForEvent('download');
  await share(page, 'Review file');
  expect(readFileSync(await (await coming).path(), 'utf8')).toContain('mnist-2by4-int8.tflite');
  await page.goto(`${served.origin}/#model=${tutorial}&tensor=0:3`);
  await waitForMap(page, '0:3');
  await page.goto(`${served.origin}/`);
  await page.getByRole('button', { name: /tutorial/i }).click();
  await waitForMap(page, '0:5');
  await expect(page.getByRole('banner')).toContainText('mnist-2by4-float32.tflite');
  await expect(details(page)).toContainText('2 of 4 holds in all 802,816 blocks');
  await expect(problem(page)).toBeEmpty();
});

test('no other model, and nothing of the frame and the documentation, is kept', async ({ context, served }) => {
  const page = await visit(context, served);
  await page.reload();
  await drop(page, [{ name: 'private.tflite', bytes: buildModel(denseLayer({ shape: [8, 8], type: 'INT8' })) }]);
  await expect(page.getByRole('banner')).toContainText('private.tflite');
  await page.goto(`${served.origin}/#model=samples/mnist-2by4-int8.tflite`);
  await waitForMap(page, '0:5');
  await page.goto(`${served.origin}/embed.html#model=samples/mnist-2by4-int8.tflite`);
  await expect(page.getByRole('img', { name: /^Non-zero map/ })).toHaveAttribute('data-state', 'ready');
  await page.goto(`${served.origin}/docs/embed.html`);
  await page.goto(`${served.origin}/`);
  const kept = await cached(page);
  expect(kept.filter((url) => url.includes('.tflite'))).toEqual([tutorial]);
  expect(kept.filter((url) => /embed|docs\/|prune-scope/.test(url) && !url.startsWith('assets/'))).toEqual([]);
  const bytes = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  expect(bytes).toBeGreaterThan(13e6);
  expect(bytes).toBeLessThan(20e6);
});

test('a new version replaces the old one as a whole, after all its pages are closed', async ({
  context,
  served,
  files,
}) => {
  const old = await visit(context, served);
  const versionOf = (page: Page) =>
    page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[name=version]')?.content ?? 'old');
  files['/index.html'] = readFileSync('dist/index.html', 'utf8').replace(
    '<title>',
    '<meta name="version" content="new"><title>',
  );
  const worker = readFileSync('dist/serviceWorker.js', 'utf8');
  files['/serviceWorker.js'] = worker.replace(
    /"revision":"\w+","url":"index.html"/,
    '"revision":"2","url":"index.html"',
  );
  expect(files['/serviceWorker.js']).not.toBe(worker);
  const second = await context.newPage();
  await second.goto(`${served.origin}/`);
  const isWaiting = () =>
    second.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
      return registration.waiting !== null;
    });
  await expect.poll(isWaiting).toBe(true);
  await second.reload();
  expect(await versionOf(second)).toBe('old');
  await Promise.all([old.close(), second.close()]);
  const third = await context.newPage();
  await third.goto(`${served.origin}/#pattern=1,4`);
  await expect(third.locator('meta[name=version]')).toHaveAttribute('content', 'new');
  await expect(third.getByRole('main')).toContainText('Nothing is uploaded');
  expect(new URL(third.url()).hash).toBe('#pattern=1,4');
  expect((await cached(third)).filter((url) => url.startsWith('index.html'))).toEqual([expect.stringContaining('=2')]);
});
