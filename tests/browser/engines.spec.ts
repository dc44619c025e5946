import type { Page } from '@playwright/test';
import {
  chooseFile,
  expect,
  heatmap,
  linkFields,
  mapRegion,
  openTutorialSample,
  sampleLink,
  samplePaths,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
} from '../support/pageObjects';
import { beforeWorkerScript, keepDevices, loseDevices, recordUploads, uploadsOf } from '../support/workerScript';

/** The engine status in the footer. */
function status(page: Page) {
  return page.locator('[data-engine]');
}

/** Waits until an engine has computed all rows of the sample. Returns their texts without the times. */
async function rowsComputedBy(page: Page, engine: string): Promise<string[]> {
  const rows = tensorTable(page).locator('[data-tensor]');
  await expect(rows.getByTitle(`computed by the ${engine} engine`)).toHaveCount(4);
  return (await rows.allInnerTexts()).map((text) => text.replace(/[\d.]+ ms/, ''));
}

/** Waits until an engine has computed all rows, with these texts. */
async function expectRowsBy(page: Page, engine: string, rows: readonly string[]): Promise<void> {
  await expect.poll(() => rowsComputedBy(page, engine)).toEqual(rows);
}

function chooseEngine(page: Page, engine: string) {
  return page.getByLabel('Engine').selectOption(engine);
}

test('the footer shows the active engine and the reason', async ({ page }) => {
  await page.goto('/');
  await expect(status(page)).toHaveAttribute('data-engine', 'wasm');
  await expect(status(page)).toContainText(/the only WebGPU adapter is a software one/);
  await expect(page.getByLabel('Engine')).toHaveValue('auto');
});

test('switching the engine computes everything again, with equal numbers', async ({ page, context }) => {
  await recordUploads(context);
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  const onWasm = await rowsComputedBy(page, 'wasm');
  const picture = () => heatmap(page).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const before = await picture();
  expect(await uploadsOf(page)).toEqual([]);

  await chooseEngine(page, 'webgpu');
  await expect(status(page)).toHaveAttribute('data-engine', 'webgpu');
  await expect(status(page)).toContainText('software adapter');
  await expectRowsBy(page, 'webgpu', onWasm);
  await waitForMap(page, '0:5');
  await expect.poll(async () => (await picture()) === before).toBe(true);
  await expect.poll(() => linkFields(page).engine).toBe('webgpu');
  // Checks also that the weights of each tensor were sent to the GPU.
  const uploads = await uploadsOf(page);
  expect(uploads).toEqual(expect.arrayContaining([800, 1600 * 32, 1024 * 3136, 10 * 1024]));

  await chooseEngine(page, 'cpu');
  await expect(status(page)).toContainText('(selected)');
  await expectRowsBy(page, 'cpu', onWasm);
  expect(await uploadsOf(page)).toHaveLength(uploads.length);
  await expect.poll(() => linkFields(page).engine).toBe('cpu');

  await chooseEngine(page, 'auto');
  await expect(status(page)).toContainText('software one');
  await expect.poll(() => linkFields(page)).not.toHaveProperty('engine');
});

test('the GPU can be selected again after another engine', async ({ page }) => {
  await page.goto(sampleLink('int8', { engine: 'webgpu' }));
  const first = await rowsComputedBy(page, 'webgpu');
  await chooseEngine(page, 'cpu');
  await rowsComputedBy(page, 'cpu');
  await chooseEngine(page, 'webgpu');
  await expectRowsBy(page, 'webgpu', first);
  await expect(status(page)).toHaveAttribute('data-engine', 'webgpu');
});

test('a hardware adapter takes large tensors by default, and all tensors when it is selected', async ({
  page,
  context,
}) => {
  // The test machine has only a software adapter, so the test reports it as hardware.
  await beforeWorkerScript(
    context,
    `Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { value: false })`,
  );
  await openTutorialSample(page);
  await expect(status(page)).toHaveAttribute('data-engine', 'webgpu');
  await expect(status(page)).toContainText('hardware adapter');
  const row = (tensor: string, engine: string) =>
    tensorRow(page, tensor).getByTitle(`computed by the ${engine} engine`);
  await expect(row('0:5', 'webgpu')).toBeVisible(); // 12.8 MB
  for (const tensor of ['0:1', '0:3', '0:7']) await expect(row(tensor, 'wasm')).toBeVisible();
  await chooseEngine(page, 'webgpu');
  await rowsComputedBy(page, 'webgpu');
  await expect(status(page)).toHaveAttribute('data-engine', 'webgpu');
  await chooseEngine(page, 'auto');
  await expect(row('0:1', 'wasm')).toBeVisible();
  await expect(row('0:5', 'webgpu')).toBeVisible();
  await expect(mapRegion(page)).toContainText('2 of 4 holds in all 802,816 blocks');
});

test('a browser without WebGPU falls back and reports it', async ({ page, context }) => {
  await beforeWorkerScript(context, `Object.defineProperty(navigator, 'gpu', { value: undefined })`);
  await openTutorialSample(page, '#engine=webgpu');
  await expect(status(page)).toHaveAttribute('data-engine', 'wasm');
  await expect(status(page)).toContainText('(no WebGPU here)');
  await expect(page.getByLabel('Engine')).toHaveValue('webgpu');
  await expect(mapRegion(page)).toContainText('2 of 4 holds in all 802,816 blocks');
});

test('an adapter without a device falls back and reports it', async ({ page, context }) => {
  await beforeWorkerScript(
    context,
    `GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException('out of devices', 'OperationError'))`,
  );
  await openTutorialSample(page, '#engine=webgpu');
  await expect(status(page)).toHaveAttribute('data-engine', 'wasm');
  await expect(status(page)).toContainText('WebGPU did not start');
  await expect(mapRegion(page)).toContainText('2 of 4 holds in all 802,816 blocks');
});

test('when the GPU is lost, another engine continues, and the page reports it', async ({ page, context }) => {
  await keepDevices(context);
  await page.goto(sampleLink('violations', { engine: 'webgpu' }));
  const before = await rowsComputedBy(page, 'webgpu');
  expect(await loseDevices(page)).toBe(1);
  await expect(status(page)).toHaveAttribute('data-engine', 'wasm');
  await expect(status(page)).toContainText(/^WebAssembly \(the GPU was lost/);
  await tensorRow(page, '0:3').click();
  await waitForMap(page, '0:3');
  await expect(tensorRow(page, '0:3').getByTitle('computed by the wasm engine')).toBeVisible();
  await tensorRow(page, '0:5').click();
  await waitForMap(page, '0:5');
  await expect(mapRegion(page)).toContainText('12 of 802,816 blocks break 2 of 4');
  await chooseFile(page, samplePaths.violations);
  await expectRowsBy(page, 'wasm', before);
});

test('a GPU that is lost during work loses no tensor', async ({ page, context }) => {
  // Destroys the device when the first results are read back.
  await beforeWorkerScript(
    context,
    `let device;
    const request = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...options) {
      return (device = await request.apply(this, options));
    };
    const map = GPUBuffer.prototype.mapAsync;
    GPUBuffer.prototype.mapAsync = function (...range) {
      const mapped = map.apply(this, range);
      device.destroy();
      return mapped;
    }`,
  );
  await page.goto(sampleLink('violations', { engine: 'webgpu' }));
  await waitForMap(page, '0:5');
  await rowsComputedBy(page, 'wasm');
  await expect(mapRegion(page)).toContainText('12 of 802,816 blocks break 2 of 4');
  await expect(status(page)).toContainText(/the GPU was lost/);
});
