import { readFileSync } from 'node:fs';
import { violations } from '../../tools/sample/violations';
import { buildModel } from '../support/buildModel';
import { legendColors } from '../support/mapColors';
import {
  chooseFile,
  details,
  drop,
  expect,
  heatmap,
  openSampleWindow,
  problem,
  sampleLink,
  samplePaths,
  share,
  test,
  waitForMap,
  waitForWindow,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

// Unusual tensors and windows, and marks that must be visible when zoomed out.

function modelOf(shape: readonly number[], data: readonly number[]): Uint8Array {
  return buildModel({
    tensors: [
      { name: 'input', shape: [1, 4] },
      { name: 'odd', shape, type: 'FLOAT32', data },
      { name: 'even', shape: [8, 8], type: 'FLOAT32', data: Array.from({ length: 64 }, (_, i) => i % 2) },
      { name: 'output' },
    ],
    operators: [
      { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [3] },
      { code: 'FULLY_CONNECTED', inputs: [0, 2, -1], outputs: [3] },
    ],
    inputs: [0],
    outputs: [3],
  });
}

const oddTensors = [
  { what: 'of rank 0', shape: [], data: [1], says: 'Trivial: rows of 1 weight' },
  { what: 'of one row', shape: [9], data: [1, 1, 1, 0, 0, 0, 0, 1, 1], says: '1 of 3 blocks breaks 2 of 4' },
  { what: 'of one column', shape: [9, 1], data: [1, 0, 1, 0, 0, 1, 0, 1, 1], says: 'Trivial: rows of 1 weight' },
  { what: 'of no elements', shape: [0, 4], data: [1], says: 'there are no blocks' },
] as const;

for (const { what, shape, data, says } of oddTensors) {
  test(`a tensor ${what} has a map or a message, and the next one draws`, async ({ page }) => {
    await page.goto('/');
    await drop(page, [{ name: 'odd.tflite', bytes: modelOf(shape, data) }]);
    await waitForMap(page, '0:2');
    await page.locator('[data-tensor="0:1"]').first().click();
    await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:1');
    await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
    await expect(details(page)).toContainText(says);
    await expect(problem(page)).toBeEmpty();
    for (const color of ['magnitude', 'blocks', 'nonzero']) {
      await page.getByLabel('Color').selectOption(color);
      await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
    }
    await page.locator('[data-tensor="0:2"]').first().click();
    await waitForMap(page, '0:2');
  });
}

test('a window outside the tensor shows the tensor', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '5000:6000', columns: '9000:9100' }));
  await waitForMap(page, '0:5');
  await waitForWindow(page, '0:1024', '0:3136');
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '1000:2000', columns: '3100:9100' }));
  await waitForMap(page, '0:5');
  await waitForWindow(page, '1000:1024', '3100:3136');
});

test('the complete tensor shows a mark for each of its 12 violations', async ({ page }) => {
  await page.setViewportSize({ width: 1900, height: 1100 });
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  // For pixels in the color of violations: whether each block has some around it, and the count of others.
  const marks = () =>
    heatmap(page).evaluate((element, blocks) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height } = canvas;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      const scale = Math.min(width / 3136, height / 1024);
      const top = (height - 1024 * scale) / 2;
      const reach = 10;
      const near = blocks.map(() => 0);
      let elsewhere = 0;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = 4 * (y * width + x);
          if (!(data[at]! > 180 && data[at + 2]! < 80 && data[at + 3]! > 0)) continue;
          const found = blocks.flatMap(({ row, block }, i) => {
            const [across, down] = [(block * 4 + 2) * scale, top + (row + 0.5) * scale];
            return Math.abs(x - across) <= reach && Math.abs(y - down) <= reach ? [i] : [];
          });
          if (found.length === 0) elsewhere++;
          for (const i of found) near[i]!++;
        }
      }
      return { marked: near.filter((count) => count > 10).length, elsewhere };
    }, violations);
  await expect.poll(marks).toEqual({ marked: 12, elsewhere: 0 });
});

test('the SVG of a 24 x 24 window, drawn by the browser, equals the mask cell by cell', async ({ page }) => {
  await openSampleWindow(page, '0:24', '0:24');
  const colors = await legendColors(page);
  const download = page.waitForEvent('download');
  await share(page, 'SVG');
  const svg = readFileSync((await (await download).path())!, 'utf8');
  // A page without a content security policy, which would forbid to parse text.
  const plain = await page.context().newPage();
  const cells = await plain.evaluate(async (text) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
    await image.decode();
    const map = new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('svg > svg')!;
    const [left, top, side] = ['x', 'y', 'width'].map((name) => Number(map.getAttribute(name)));
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0);
    return Array.from({ length: 576 }, (_, i) => {
      const x = left! + ((i % 24) + 0.5) * (side! / 24);
      const y = top! + (Math.floor(i / 24) + 0.5) * (side! / 24);
      return context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data.slice(0, 3).join(',');
    });
  }, svg);
  const { values, shape } = storedTensor(samplePaths.int8, 5);
  const expected = Array.from({ length: 576 }, (_, i) =>
    values[Math.floor(i / 24) * shape[1]! + (i % 24)] === 0 ? colors.zero : colors.nonzero,
  );
  expect(cells).toEqual(expected);
});
