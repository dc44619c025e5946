import { drop, expect, problem, samplePaths, test, waitForMap } from '../support/pageObjects';
import { type Site, site } from '../support/site';

// The page of the npm package, which comes without samples, documentation and LiteRT.

let server: Site;
test.beforeAll(async () => {
  server = await site({ folder: 'dist-package/dist' });
});
test.afterAll(() => server.close());

test('the page of the package opens files, and says what to do for samples and documentation', async ({
  page,
  expected,
}) => {
  expected.origins.push(server.origin);
  expected.errors.push(/404 .*\/samples\//);
  await page.goto(`${server.origin}/`);
  await page.getByRole('link', { name: 'Tutorial’s model, int8' }).click();
  await expect(problem(page)).toContainText(/no samples.*Open a \.tflite file of your own/);
  await drop(page, [samplePaths.int8]);
  await waitForMap(page, '0:5');
  await page.getByRole('link', { name: 'Docs' }).click();
  await expect(page.getByRole('heading', { name: 'Documentation' })).toBeVisible();
});

test('the page of the package says that it cannot run models', async ({ page, expected }) => {
  expected.origins.push(server.origin);
  expected.errors.push(/404 .*litert_wasm/);
  await page.goto(`${server.origin}/`);
  await drop(page, [samplePaths.int8]);
  await waitForMap(page, '0:5');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Open file…' }).click();
  await (await chooser).setFiles(samplePaths.violations);
  await page.getByRole('button', { name: 'Run both models…' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(
    page.getByText('This copy of Prunescope has no LiteRT: the npm package does not include it.'),
  ).toBeVisible();
});
