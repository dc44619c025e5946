import { taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { lutLayer } from '../support/encodedWeights';
import { colorsAt } from '../support/mapColors';
import {
  drop,
  expect,
  heatmap,
  linkFields,
  mapRegion,
  problem,
  sampleLink,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForWindow,
  windowOf,
} from '../support/pageObjects';
import { beforeWorkerScript } from '../support/workerScript';

/** A dense layer of 2 x 4 with these weights. */
function denseLayer(name: string, data: readonly number[]): Uint8Array {
  return buildModel({
    tensors: [{ shape: [1, 4] }, { name, shape: [2, 4], type: 'INT8', data }, { shape: [1, 2] }],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  });
}

test('a bundle shows its first model, and others when selected', async ({ page }) => {
  const detector = denseLayer('detector/weights', [1, 0, 2, 0, 0, 3, 0, 4]);
  const landmarker = denseLayer('landmarker/weights', [1, 2, 3, 4, 0, 0, 0, 0]);
  const inner = await taskBundle({ 'landmarks.tflite': landmarker }, 'deflated');
  const bytes = await taskBundle({ 'detector.tflite': detector, 'inner.task': inner, 'labels.txt': new Uint8Array(9) });
  await page.goto('/');
  await drop(page, [{ name: 'hands.task', bytes }]);
  await waitForMap(page, '0:1');
  await expect(tensorRow(page, '0:1')).toContainText(/detector\/.*conforms/);

  const models = page.getByRole('combobox', { name: 'Model in the bundle' });
  await expect(models.getByRole('option')).toHaveText(['detector.tflite', 'inner.task/landmarks.tflite']);
  await expect(models.getByRole('option', { name: 'hands.task/inner.task/landmarks.tflite', exact: true })).toHaveCount(
    1,
  );
  await expect(models).toHaveAttribute('title', 'hands.task/detector.tflite');
  await models.selectOption('hands.task/inner.task/landmarks.tflite');
  await expect(tensorRow(page, '0:1')).toContainText(/landmarker\/.*violates 1/);
  await expect.poll(() => linkFields(page).member).toBe('hands.task/inner.task/landmarks.tflite');
});

test('weights of .litertlm models come from their section of the bundle', async ({ page }) => {
  await page.goto('/');
  await drop(page, ['tests/models/split-weights.litertlm']);
  await waitForMap(page, '0:0');
  await expect(tensorRow(page, '0:0')).toContainText(/decode\/w1.*50\.00 %.*conforms/);
  await expect(tensorRow(page, '0:3')).toContainText(/decode\/w2.*50\.00 %.*violates 18/);
  await expect(page.getByText('Drop that file here too')).toBeHidden();

  const models = page.getByRole('combobox', { name: 'Model in the bundle' });
  await expect(models.getByRole('option')).toHaveText([
    'section1.tflite, prefill_decode',
    'section2.tflite, per_layer_embedder',
  ]);
  await models.selectOption('section2.tflite, per_layer_embedder');
  await expect(tensorRow(page, '0:0')).toContainText(/embedder\/w1.*50\.00 %.*conforms/);
  await expect(tensorRow(page, '0:3')).toContainText(/embedder\/w2.*46\.88 %.*violates 22/);
});

test('a bundle without a model is reported', async ({ page }) => {
  await page.goto('/');
  await drop(page, [{ name: 'empty.task', bytes: await taskBundle({ 'readme.txt': new Uint8Array(4) }) }]);
  await expect(problem(page)).toContainText('bundle without a TensorFlow Lite model');
});

const elsewhere = buildModel({
  tensors: [
    { shape: [1, 4] },
    { name: 'here', shape: [2, 4], type: 'INT8', data: [1, 0, 2, 0, 0, 3, 0, 4] },
    { name: 'elsewhere', shape: [3, 4], type: 'INT8', externalBuffer: 7 },
    { shape: [1, 2] },
    { shape: [1, 3] },
  ],
  operators: [
    { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [3] },
    { code: 'FULLY_CONNECTED', inputs: [0, 2, -1], outputs: [4] },
  ],
  inputs: [0],
  outputs: [3, 4],
  externalBufferGroups: ['weights.bin'],
  externalBuffers: [{ id: 7, group: 0, offset: 2, length: 12 }],
});
const weightsFile = { name: 'weights.bin', bytes: Uint8Array.of(9, 9, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0) };

test('weights in another file are requested, and read after a second drop', async ({ page }) => {
  await page.goto('/');
  await drop(page, [{ name: 'split.tflite', bytes: elsewhere }]);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'failed');
  await expect(mapRegion(page)).toContainText('The weights are in the external file weights.bin');
  await expect(tensorRow(page, '0:1')).toContainText('50.00 %');
  await expect(page.getByText('Drop that file here too')).toBeVisible();

  await drop(page, [weightsFile]);
  await waitForMap(page, '0:2');
  await expect(tensorRow(page, '0:2')).toContainText('75.00 %');
  await expect(page.getByText('Drop that file here too')).toBeHidden();
});

test('a model dropped together with the file of its weights is complete', async ({ page }) => {
  await page.goto('/');
  await drop(page, [weightsFile, { name: 'split.tflite', bytes: elsewhere }]);
  await waitForMap(page, '0:2');
  await expect(tensorRow(page, '0:2')).toContainText('75.00 %');
});

test('a stored-sparse tensor shows its encoding, and draws like its dense original', async ({ page }) => {
  const cells = Array.from({ length: 24 * 24 }, (_, cell) => ({
    row: Math.floor(cell / 24) + 0.5,
    column: (cell % 24) + 0.5,
  }));
  const window = { tensor: '0:5', rows: '0:24', columns: '0:24' };
  await page.goto(sampleLink('int8', window));
  await waitForMap(page, '0:5');
  await waitForWindow(page, window.rows, window.columns);
  const dense = await colorsAt(page, await windowOf(page), cells);
  await expect(mapRegion(page)).not.toContainText('Stored sparse');

  await page.goto(
    sampleLink('storedSparse', { tensorName: 'sequential/structural_pruning_dense/MatMul', ...window, tensor: '' }),
  );
  await expect(mapRegion(page)).toContainText(
    'Stored sparse (CSR over inputs) · 4.8 MB with indices, 3.2 MB if stored dense',
  );
  await expect(tensorTable(page).getByText('stored sparse')).toHaveCount(2);
  // The map of the model before had the same tensor and window.
  await expect(tensorRow(page, '0:5')).toContainText(/\d ms$/);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await waitForWindow(page, window.rows, window.columns);
  await expect.poll(async () => colorsAt(page, await windowOf(page), cells)).toEqual(dense);
  expect(new Set(dense).size).toBe(2);
});

test('an encoded tensor shows its encoding, the values before encoding, and scales of 0', async ({ page }) => {
  const scale = Array.from({ length: 16 }, (_, row) => (row < 3 ? 0 : 0.5));
  const values = Array.from({ length: 16 * 32 }, (_, i) => (i % 4 < 2 ? 0n : BigInt((i % 5) + 1)));
  const quantization = { scale, zeroPoint: scale.map(() => 0), dimension: 0 };
  const model = lutLayer({ shape: [16, 32], type: 'INT8', bits: 8, values, quantization });
  await page.goto('/');
  await drop(page, [{ name: 'lut.tflite', bytes: buildModel(model) }]);
  await waitForMap(page, '0:1');
  // Indices of 3 bits, and 16 tables of 6 values.
  await expect(mapRegion(page)).toContainText('Stored with lookup tables · 288 B, 512 B if stored dense');
  await expect(mapRegion(page)).toContainText('Scale 0 in 3 of 16 channels: these weights are 0 whatever is stored.');
  await expect(tensorRow(page, '0:1')).toContainText('stored with lookup tables');
  await expect(tensorRow(page, '0:1')).toContainText('50.00 %');
  await heatmap(page).hover({ position: { x: 200, y: 200 } });
  await expect(page.locator('.readout')).toContainText(/stored \d/);
});

test('reading the rest of a model can be stopped and continued', async ({ page, context }) => {
  // Results after the first map wait until the test releases them.
  await beforeWorkerScript(
    context,
    `let mapIsThere = false;
    const post = self.postMessage;
    self.postMessage = (message, handedOver) => {
      mapIsThere ||= Array.isArray(handedOver) && handedOver.some((one) => one instanceof ArrayBuffer);
      post.call(self, message, handedOver);
    };
    const held = new Promise((release) => Object.assign(self, { release }));
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = async function () {
      if (mapIsThere) await held;
      return read.call(this);
    }`,
  );
  await page.goto('/');
  await drop(page, ['node_modules/@mediapipe/pose/pose_landmark_lite.tflite']);
  await waitForMap(page, '0:118');
  await page.getByRole('button', { name: 'Stop' }).click();
  const unread = tensorTable(page).locator('[data-tensor]', { hasText: /-\s*-\s*-$/ });
  await expect(unread.first()).toBeVisible();
  const left = await unread.count();
  expect(left).toBeGreaterThan(50);
  // Requests in progress end before new ones.
  await page.workers()[0]!.evaluate(() => (self as unknown as { release(): void }).release());
  await unread.last().click();
  await expect(unread).toHaveCount(left - 1);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await expect(unread).toHaveCount(left - 1);
  await page.getByRole('button', { name: 'Read all weights (2.8 MB)' }).click();
  await expect(unread).toHaveCount(0);
});

test('a worker that cannot start is reported, and nothing waits for it', async ({ page, context, expected }) => {
  expected.errors.push(/./);
  await beforeWorkerScript(context, 'throw new SyntaxError("import");');
  await page.goto('/');
  await expect(problem(page)).toContainText('needs module workers');
  await drop(page, [{ name: 'any.tflite', bytes: elsewhere }]);
  await expect(problem(page)).toContainText('any.tflite');
  await expect(page.getByText('Opening')).toBeHidden();
});
