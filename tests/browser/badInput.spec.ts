import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { buildModel } from '../support/buildModel';
import {
  allowLink,
  chooseFile,
  type DroppedFile,
  details,
  drop,
  expect,
  goToFragment,
  heatmap,
  linkFields,
  mapRegion,
  openTutorialSample,
  problem,
  readDetails,
  samplePaths,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';

const png = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);

/** Opens a model, runs an action that fails, and checks that the model is still open. @param failed the link that is followed, which stays */
async function expectModelToStay(
  page: Page,
  act: () => Promise<unknown>,
  failed?: Record<string, string>,
): Promise<void> {
  const rows = () => tensorTable(page).locator('[data-tensor]').allInnerTexts();
  await waitForStatus(page, '0:7', 'dense');
  // All tensors are counted, and must not change.
  await expect(tensorTable(page).locator('[data-status]')).toHaveCount(4);
  await readDetails(page);
  const before = { rows: await rows(), link: linkFields(page), details: await details(page).innerText() };
  await act();
  await expect(problem(page)).not.toBeEmpty();
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:5');
  await expect.poll(rows).toEqual(before.rows);
  await expect.poll(() => details(page).innerText()).toBe(before.details);
  await expect.poll(() => linkFields(page)).toEqual(failed ?? before.link);
}

async function openModelThatStays(page: Page): Promise<void> {
  await page.goto('/');
  await chooseFile(page, samplePaths.int8);
  await waitForMap(page, '0:5');
  // The link gets the hash after the file is read.
  await expect.poll(() => linkFields(page)).toHaveProperty('sha256');
}

const bad: readonly { what: string; file: () => DroppedFile; says: RegExp }[] = [
  {
    what: 'an empty file',
    file: () => ({ name: 'empty.tflite', bytes: new Uint8Array() }),
    says: /empty\.tflite: The file is empty; expected a TensorFlow Lite model/,
  },
  {
    what: 'a model with a damaged root table',
    file: () => {
      const bytes = buildModel({ tensors: [{ name: 'a' }] });
      bytes.fill(0, 0, 4);
      return { name: 'damaged.tflite', bytes };
    },
    says: /damaged\.tflite: The record at byte 0 is invalid .* the file is damaged\. Download it again/,
  },
  {
    what: 'a Circle model',
    file: () => ({ name: 'model.circle', bytes: new TextEncoder().encode('\x18\0\0\0CIR0') }),
    says: /model\.circle: This is a Circle model \(Samsung ONE\).* Open that \.tflite/,
  },
  {
    what: 'a PNG',
    file: () => ({ name: 'picture.tflite', bytes: png }),
    says: /picture\.tflite: This is a PNG image, not a TensorFlow Lite model/,
  },
  {
    what: 'a model cut in half',
    file: () => {
      const whole = readFileSync(samplePaths.violations);
      return { name: 'half.tflite', bytes: whole.subarray(0, whole.length / 2) };
    },
    says: /half\.tflite: .*the file ends at byte 1647136/,
  },
  {
    what: 'a file that ends within its first bytes',
    file: () => ({ name: 'stub.tflite', bytes: readFileSync(samplePaths.int8).subarray(0, 20) }),
    says: /stub\.tflite: .*the file ends at byte 20/,
  },
];

test('an invalid file is reported in a sentence, and the open model stays', async ({ page }) => {
  await openModelThatStays(page);
  for (const { what, file, says } of bad) {
    await test.step(what, async () => {
      await expectModelToStay(page, () => drop(page, [file()]));
      await expect(problem(page)).toContainText(says);
      await problem(page).getByRole('button').click();
      await expect(problem(page)).toBeEmpty();
    });
  }
});

test('an invalid file on the first page is reported, and the next valid file clears the message', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, { name: 'picture.png', bytes: png });
  await expect(problem(page)).toContainText('PNG');
  await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();
  await chooseFile(page, samplePaths.int8);
  await waitForMap(page, '0:5');
  await expect(problem(page)).toBeEmpty();
});

test('a folder is reported, and the open model stays', async ({ page }) => {
  await openModelThatStays(page);
  // A test cannot drag a folder, so it replaces the browser's method that detects one.
  await page.evaluate(() => {
    DataTransferItem.prototype.webkitGetAsEntry = () =>
      ({ isDirectory: true, isFile: false, name: 'saved_model' }) as unknown as FileSystemEntry;
  });
  await expectModelToStay(page, () => drop(page, [{ name: 'saved_model', bytes: new Uint8Array() }]));
  await expect(problem(page)).toContainText(/saved_model: This is a folder; expected a file/);
  await expect(page.getByText('Drop to open')).toBeHidden();
});

test('an invalid buffer index affects one tensor, with its own message', async ({ page }) => {
  const file = buildModel({
    tensors: [
      { name: 'image', shape: [1, 4] },
      { name: 'good weights', shape: [2, 4], data: [0, 3, 0, 0, 1, 2, 0, 0] },
      { name: 'lost weights', shape: [4, 2], buffer: 99 },
      { name: 'hidden', shape: [1, 2] },
      { name: 'scores', shape: [1, 4] },
    ],
    operators: [
      { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [3] },
      { code: 'FULLY_CONNECTED', inputs: [3, 2, -1], outputs: [4] },
    ],
    inputs: [0],
    outputs: [4],
  });
  await page.goto('/');
  await drop(page, [{ name: 'lost.tflite', bytes: file }]);
  await waitForMap(page, '0:1');
  await expect(tensorRow(page, '0:1')).toHaveAttribute('data-status', 'conforms');
  await expect(tensorRow(page, '0:2')).toContainText(/refers to buffer 99, but the model has 2/);
  await tensorRow(page, '0:2').click();
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:2');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'failed');
  await expect(mapRegion(page)).toContainText('refers to buffer 99');
  // The map of the tensor before is gone, and nothing waits for structure or magnitudes.
  expect(await paintedPixels(heatmap(page))).toBe(0);
  await expect(details(page).getByText('Structure', { exact: true })).toBeHidden();
  await readDetails(page);
  await tensorRow(page, '0:1').click();
  await waitForMap(page, '0:1');
  await expect(mapRegion(page)).not.toContainText('refers to buffer 99');
  expect(await paintedPixels(heatmap(page))).toBeGreaterThan(0);
});

/** The number of pixels of a canvas that are not transparent. */
function paintedPixels(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const { data } = (element as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });
}

test('a model whose only weights have an invalid buffer index is reported', async ({ page }) => {
  const file = buildModel({
    tensors: [
      { name: 'image', shape: [1, 4] },
      { name: 'lost weights', shape: [2, 4], buffer: 99 },
      { name: 'scores', shape: [1, 2] },
    ],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  });
  await page.goto('/');
  await drop(page, [{ name: 'lost.tflite', bytes: file }]);
  await expect(page.getByText(/refers to buffer 99, but the model has \d/).first()).toBeVisible();
});

test('a model without weight tensors shows a message, and the next model opens', async ({ page }) => {
  const file = buildModel({
    tensors: [
      { name: 'image', shape: [1, 4] },
      { name: 'scores', shape: [1, 4] },
    ],
    operators: [{ code: 'RELU', inputs: [0], outputs: [1] }],
    inputs: [0],
    outputs: [1],
  });
  await openTutorialSample(page);
  await drop(page, [{ name: 'relu.tflite', bytes: file }]);
  await expect(
    page.getByText(
      'There are no weight tensors in relu.tflite: the operators have no constants of rank 2 or more with at least 64 elements; they compute with activations.',
    ),
  ).toBeVisible();
  await expect(tensorTable(page)).toBeHidden();
  await drop(page, [samplePaths.int8]);
  await waitForMap(page, '0:5');
});

test('a missing URL in a link is reported on the first page', async ({ page, expected }) => {
  expected.errors.push(/404/);
  await page.goto('/#model=samples/nowhere.tflite');
  await expect(problem(page)).toContainText(/nowhere\.tflite returned 404/);
  await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();
});

test('a missing URL does not change the open model', async ({ page, expected }) => {
  expected.errors.push(/404/);
  await openTutorialSample(page);
  await expect.poll(() => linkFields(page)).toHaveProperty('tensor');
  const before = linkFields(page);
  const model = 'samples/nowhere.tflite';
  await expectModelToStay(page, () => goToFragment(page, `model=${model}`), { model });
  await expect(problem(page)).toContainText(/nowhere\.tflite returned 404/);
  await problem(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect.poll(() => linkFields(page)).toEqual(before);
});

test('a URL without a server is reported with a solution', async ({ page, expected }) => {
  expected.errors.push(/ERR_CONNECTION_REFUSED|ERR_UNSAFE_PORT/);
  expected.origins.push('http://127.0.0.1:1');
  await page.goto('/#model=http://127.0.0.1:1/model.tflite');
  await allowLink(page);
  await expect(problem(page)).toContainText(/could not be fetched.*Download the file and drop it on the page/);
});

test('a URL with a stray percent sign is opened', async ({ page, expected }) => {
  expected.errors.push(/404|400/);
  await page.goto(`/#model=${encodeURIComponent('samples/pruned-50%.tflite')}`);
  await expect(problem(page)).toContainText(/pruned-50%.*returned 4\d\d/);
});

test('a tensor in a link that the model lacks is ignored', async ({ page }) => {
  await page.goto(
    '/#model=samples/mnist-2by4-int8.tflite&tensor=0:99&rows=4:2&columns=a:b&pattern=9,9&engine=abacus&v=1',
  );
  await waitForMap(page, '0:5');
  await expect(details(page)).toContainText('2 of 4 holds in all 802,816 blocks');
  await waitForStatus(page, '0:7', 'dense');
  await goToFragment(page, 'model=samples/mnist-2by4-int8.tflite&tensor=0:99');
  await expect(tensorTable(page)).toBeVisible();
  await waitForMap(page, '0:5');
});
