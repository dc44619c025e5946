import type { Locator, Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { float32Bytes, npyFile } from '../support/npyFile';
import { chooseFile, type DroppedFile, details, expect, heatmap, samplePaths, test } from '../support/pageObjects';
import { fullyConnectedModel, prunedValues } from '../support/runnableModels';
import { serveMnist } from '../support/serveMnist';

const section = (page: Page) =>
  details(page)
    .locator('.fold')
    .filter({ has: page.getByRole('heading', { name: 'Run both' }) });
const result = (page: Page) => page.getByRole('region', { name: 'Differences of the outputs' });
const figure = (page: Page, name: string): Locator => result(page).locator(`[data-figure="${name}"]`);
const inputs = (page: Page) => section(page).getByLabel('Inputs');
const run = (page: Page) => section(page).getByRole('button', { name: 'Run', exact: true });
const failure = (page: Page) => section(page).getByRole('alert');
const buffer = ({ name, bytes }: { name: string; bytes: Uint8Array }) => ({
  name,
  mimeType: '',
  buffer: Buffer.from(bytes),
});

const dense = { name: 'dense.tflite', bytes: fullyConnectedModel('int8 to float') };
const sparse = { name: 'sparse.tflite', bytes: fullyConnectedModel('sparse int8 to float') };

/** Opens A, compares it with B, and opens the section that runs both. */
async function compare(page: Page, a: DroppedFile, b: DroppedFile): Promise<void> {
  await page.goto('/');
  await chooseFile(page, a);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('menuitem', { name: 'Open file…' }).click();
  await (await chooser).setFiles(typeof b === 'string' ? b : buffer(b));
  await section(page).getByRole('button', { name: 'Run both models…' }).click();
  await expect(run(page)).toBeVisible();
}

test('runs dense and stored-sparse weights to the same bits', async ({ page }) => {
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await compare(page, dense, sparse);
  // LiteRT is loaded when models run.
  expect(requests.filter((url) => /litert/i.test(url))).toEqual([]);
  await run(page).click();
  await expect(figure(page, 'bits')).toHaveText('all 64 values');
  await expect(result(page)).toContainText('All outputs are equal, bit by bit.');
  await expect(figure(page, 'class')).toHaveText('100.00 % (8 of 8)');
  expect(requests.filter((url) => /litert.*\.wasm/i.test(url))).not.toEqual([]);
  await expect(result(page).getByRole('img', { name: 'Output y of example 1' })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('says why the int8 sample and its stored-sparse version differ, and that both name the digits', async ({
  page,
}) => {
  await serveMnist(page, 300);
  await compare(page, samplePaths.int8, samplePaths.storedSparse);
  await inputs(page).selectOption('MNIST test images');
  await section(page).getByLabel('Examples').fill('300');
  await run(page).click();
  await expect(result(page)).toContainText('Ran on 300 examples.');
  await expect(result(page)).toContainText(
    'The weights of 2 operators are multiplied as integers with activations that LiteRT quantizes at each run in A, and multiplied as floating-point numbers in B.',
  );
  for (const model of ['before', 'after']) {
    await expect(result(page).locator(`[data-accuracy="${model}"]`)).toHaveText('100.00 % (300 of 300)');
  }
  await expect(figure(page, 'class')).toHaveText('100.00 % (300 of 300)');
});

test('runs on arrays and images, and says what does not fit', async ({ page }) => {
  const pruned = prunedValues.map((value, index) => (index % 4 < 2 ? 0 : value));
  await compare(page, dense, { name: 'pruned.tflite', bytes: fullyConnectedModel('int8 to float', pruned) });
  await inputs(page).selectOption('NumPy arrays');
  await expect(run(page)).toBeDisabled();
  const choose = (shape: readonly number[]) =>
    section(page)
      .getByLabel('Files .npy or .npz')
      .setInputFiles(buffer({ name: 'x.npy', bytes: npyFile('<f4', shape, float32Bytes(new Array(96).fill(0.5))) }));
  await choose([3, 32]);
  await run(page).click();
  await expect(result(page)).toContainText('Ran on 3 examples.');
  await expect(result(page)).toContainText('the differences come from the values of the weights');
  await expect(figure(page, 'bits')).toHaveText('0 of 24 values');
  await choose([96]);
  await run(page).click();
  await expect(failure(page)).toHaveText(
    'Not run: Array x has the shape 96; input x has 1 × 32, with the number of examples in front if there are several.',
  );
  await inputs(page).selectOption('Images');
  await section(page).getByLabel('Image files').setInputFiles('docs/images/near.png');
  await run(page).click();
  await expect(failure(page)).toHaveText(
    'Not run: Input x has the shape 1 × 32; images need 1 × height × width × channels, with 1, 3 or 4 channels.',
  );
});

test('decodes images, and can be canceled', async ({ page }) => {
  await compare(page, samplePaths.int8, samplePaths.violations);
  await inputs(page).selectOption('Images');
  await section(page).getByLabel('Image files').setInputFiles(['docs/images/near.png', 'docs/images/far.png']);
  await section(page).getByLabel('Range').selectOption('-1 to 1');
  await run(page).click();
  await expect(result(page)).toContainText('Ran on 2 examples.');

  await inputs(page).selectOption('Random values');
  await section(page).getByLabel('Examples').fill('10000');
  await run(page).click();
  await section(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(section(page).getByRole('status')).toHaveText('Canceled.');
  await section(page).getByLabel('Examples').fill('1');
  await run(page).click();
  await expect(result(page)).toContainText('Ran on 1 example.');
});

test('says why a model cannot be run', async ({ page }) => {
  await compare(page, 'tests/models/tflm-decode.tflite', 'tests/models/tflm-decode.tflite');
  await run(page).click();
  await expect(failure(page)).toHaveText(
    'Not run: LiteRT has no kernel for the custom operator TFLM_DECODE, so it cannot run this model.',
  );
});
