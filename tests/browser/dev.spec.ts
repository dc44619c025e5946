import { pathToFileURL } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';
import { timeLimits } from '../../tools/timeLimits';
import { expect, heatmapIn, sampleLink, share, waitForMap, test as withPerson } from '../support/pageObjects';

// `npm run dev` serves each URL of the built site. It builds bundles on request, which takes seconds each.

const test = withPerson.extend<{ address: string }, { server: ViteDevServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use, { parallelIndex }) => {
      // A dev server that runs next to the tests keeps its packages in the default folder. Each worker has its own folder.
      const options = {
        cacheDir: `.cache/dev-test-${parallelIndex}`,
        logLevel: 'error',
        server: { host: '127.0.0.1', port: 0 },
      } as const;
      const server = await createServer(options);
      await server.listen();
      await use(server);
      await server.close();
    },
    { scope: 'worker', timeout: timeLimits.browserTest },
  ],
  address: async ({ server, expected }, use) => {
    const address = server.resolvedUrls!.local[0]!;
    expected.origins.push(new URL(address).origin);
    await use(address);
  },
});

// In one worker, so that all tests share a server.
test.describe.configure({ mode: 'default', timeout: 2 * timeLimits.browserTest });

// The server bundles on request.
const building = { timeout: timeLimits.browserTest };

test('the dev server shows a map and its embedded preview, and creates a review file that opens', async ({
  page,
  address,
}, info) => {
  await page.goto(address + sampleLink('int8', { tensor: '0:5' }).slice(1));
  // The first run prepares packages.
  await expect(heatmapIn(page)).toHaveAttribute('data-state', 'ready', building);
  await share(page, 'Embed');
  const dialog = page.getByRole('dialog', { name: 'Embed this map' });
  await expect(heatmapIn(dialog.locator('iframe').contentFrame())).toHaveAttribute('data-state', 'ready', building);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const download = page.waitForEvent('download', building);
  await share(page, 'Review file');
  const path = info.outputPath('review.html');
  await (await download).saveAs(path);
  await page.goto(pathToFileURL(path).href);
  await waitForMap(page, '0:5');
});

test('the dev server runs models', async ({ page, address }) => {
  const sample = 'samples/mnist-2by4-int8.tflite';
  await page.goto(address + sampleLink('int8', { compare: sample }).slice(1));
  await page.getByRole('button', { name: 'Run both models…' }).click(building);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const result = page.getByRole('region', { name: 'Differences of the outputs' });
  await expect(result).toContainText('All outputs are equal, bit by bit.', building);
});

test('the dev server has the documentation with live maps, and the schema of the report', async ({
  page,
  address,
  expected,
}) => {
  // In development, VitePress adds the icon by script. Browsers request the default icon before.
  expected.errors.push(/favicon\.ico$/);
  await page.goto(address);
  await page.getByRole('link', { name: 'Docs' }).click();
  await page.getByRole('complementary').getByRole('link', { name: 'Reading a map' }).click(building);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Reading a map');
  const map = page.locator('prune-scope').first();
  await map.scrollIntoViewIfNeeded();
  await expect(heatmapIn(map.locator('iframe').contentFrame())).toHaveAttribute('data-state', 'ready', building);
  await page.getByRole('link', { name: 'Open the app' }).click();
  await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();

  const schema = await page.request.get(`${address}report.schema.json`);
  expect(await schema.json()).toMatchObject({ title: 'Prunescope report, version 1' });
});

test('the dev server trains in the documentation', async ({ page, address, expected }) => {
  expected.errors.push(/favicon\.ico$/);
  await page.goto(`${address}docs/train-the-tutorial.html`);
  await page.getByRole('button', { name: 'Train', exact: true }).click(building);
  await expect(page.locator('.training-status')).toContainText(/Step \d+ of/, building);
});
