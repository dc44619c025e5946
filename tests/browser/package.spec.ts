import { drop, expect, problem, samplePaths, test, waitForMap } from '../support/pageObjects';
import { type Site, site } from '../support/site';

// The page of the npm package, which comes without samples and documentation.

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
