import { readFile } from 'node:fs/promises';
import { memorySource, openModel } from '../../src/entries/index';
import { timeLimits } from '../../tools/timeLimits';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { expect, heatmap, heatmapIn, tensorRow, test } from '../support/pageObjects';

const address = '/docs/train-the-tutorial.html';
// The share of MNIST that the page suggests takes about a minute on one core.
const trainingLimit = 5 * timeLimits.browserTest;

test('the small share trains a pruned model over 95 %, whose file keeps all patterns', async ({ page, context }) => {
  test.setTimeout(trainingLimit);
  await page.goto(address);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('img', { name: /^Dense layer/ })).toBeVisible();
  await expect(page.getByRole('progressbar')).toBeVisible();
  const trained = page.locator('.trained');
  await expect(trained).toBeVisible({ timeout: trainingLimit });

  const accuracy = Number(await trained.getAttribute('data-accuracy'));
  expect(accuracy).toBeGreaterThan(0.95);
  await expect(trained).toContainText(`LiteRT classifies ${(100 * accuracy).toFixed(2)} % of the 10,000 test images`);
  const rows = page.getByRole('table', { name: 'Report on the exported file' }).getByRole('row');
  await expect(rows).toContainText([
    'Zeros',
    /unstructured_pruning\/Conv2D.*50\.00 %.*too short/,
    /structural_pruning\/Conv2D.*50\.00 %.*conforms; 12,800 of 12,800 blocks/,
    /structural_pruning_dense\/MatMul.*50\.00 %.*conforms; 802,816 of 802,816 blocks/,
    /dense\/MatMul.*0\.00 %.*not pruned/,
  ]);
  await expect(heatmapIn(page.frameLocator('.trained-map iframe'))).toHaveAttribute('data-state', 'ready');
  expect(await accessibilityViolations(page)).toEqual([]);

  const [app] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: 'Open in Prunescope' }).click(),
  ]);
  await expect(heatmap(app)).toHaveAttribute('data-state', 'ready');
  await expect(app).toHaveTitle(/^mnist-trained\.tflite/);
  await expect(tensorRow(app, '0:3')).toContainText('conforms');
  await expect(tensorRow(app, '0:5')).toContainText('conforms');
  await expect(tensorRow(app, '0:1')).toContainText('50.0 %');
  await app.close();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('mnist-trained.tflite');
  const bytes = new Uint8Array(await readFile(await download.path()));
  const model = await openModel(memorySource('mnist-trained.tflite', bytes));
  const report = await model.report();
  expect(report.tensors).toMatchObject([
    { name: 'sequential/unstructured_pruning/Conv2D', elements: 800, nonzeros: 400 },
    { name: 'sequential/structural_pruning/Conv2D', elements: 51_200, nonzeros: 25_600, conforms: true },
    { name: 'sequential/structural_pruning_dense/MatMul', elements: 3_211_264, nonzeros: 1_605_632, conforms: true },
    { name: 'sequential/dense/MatMul', elements: 10_240, conforms: false },
  ]);
});

test('Cancel ends the training, and it can start again', async ({ page }) => {
  await page.goto(address);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.locator('.training-status')).toContainText(/Step \d+ of/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('status')).toHaveText('Training was canceled.');
  await expect.poll(() => page.workers().length).toBe(0);
  await page.getByRole('button', { name: 'Train again' }).click();
  await expect(page.locator('.training-status')).toContainText(/Step \d+ of/);
});

test('nothing is downloaded before Train, and a failed download is reported', async ({ page, expected }) => {
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.goto(address);
  await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
  expect(requested.filter((url) => /mnist|Worker|wasm/.test(url))).toEqual([]);
  expected.errors.push(/404/);
  await page.route('**/samples/mnist/*', (route) => route.fulfill({ status: 404, body: '' }));
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText(/Training failed: .*train-\S+ was not found \(HTTP 404\)/);
  await expect(page.getByRole('button', { name: 'Train again' })).toBeEnabled();
});
