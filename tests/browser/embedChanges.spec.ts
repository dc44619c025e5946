import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { frameOf, mapTag, model, script, test, told } from '../support/docsPage';
import { expect, heatmapIn, samplePaths } from '../support/pageObjects';

// What scripts and frameworks do with a tag.

test('the report of a tag is that of the command', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a')}`);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  const report = await page
    .locator('#a')
    .evaluate((tag) => (tag as unknown as { report(): Promise<unknown> }).report());
  const known = JSON.parse(readFileSync('tests/models/mnist-2by4-int8-12-violations.report.json', 'utf8'));
  expect(report).toMatchObject({ ...known, model: { name: 'm.tflite', sha256: known.model.sha256 } });
});

test('attributes, setView() and gestures move the map, and viewchange has its window', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a')}`);
  const tag = page.locator('#a');
  const map = heatmapIn(frameOf(page, 'a'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  await tag.evaluate((element) => {
    element.setAttribute('tensor', '0:3');
    element.setAttribute('rows', '0:20');
    element.setAttribute('columns', '0:32');
  });
  await expect(map).toHaveAttribute('data-tensor', '0:3');
  await expect(map).toHaveAttribute('data-rows', '0:20');
  await tag.evaluate((element) =>
    (element as unknown as { setView(view: object): void }).setView({ tensor: '0:5', rows: '8:16', columns: '4:12' }),
  );
  await expect(map).toHaveAttribute('data-tensor', '0:5');
  await expect(map).toHaveAttribute('data-columns', '4:12');
  await expect
    .poll(async () => (await told(page, 'viewchange')).at(-1)?.detail)
    .toEqual({
      view: { tensor: '0:5', tensorName: expect.any(String), rows: '8:16', columns: '4:12' },
    });
  await map.focus();
  await page.keyboard.press('0');
  await expect(map).toHaveAttribute('data-rows', '0:1024');
  await expect.poll(async () => (await told(page, 'viewchange')).at(-1)?.detail.view).not.toHaveProperty('rows');
  await frameOf(page, 'a').getByRole('button', { name: 'Tensors' }).click();
  await frameOf(page, 'a').locator('[data-tensor="0:7"]').click();
  await expect(map).toHaveAttribute('data-tensor', '0:7');
  await expect.poll(async () => (await told(page, 'viewchange')).at(-1)?.detail.view).toMatchObject({ tensor: '0:7' });
  expect(await told(page, 'load')).toHaveLength(1);
});

test('a threshold has a bar in the heading, which can reset it', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a', 'threshold="0.02" height="content"')}`);
  const frame = frameOf(page, 'a');
  const map = heatmapIn(frame);
  await expect(map).toHaveAttribute('data-state', 'ready');
  const bar = frame.getByRole('status', { name: 'What if' });
  await expect(bar).toContainText(/^What if: abs\(w\) ≤ 0\.02 counts as zero\. \d+(\.\d+)? % zeros\./);
  const boxOf = async (part: Locator) => (await part.boundingBox())!;
  const [above, below] = [await boxOf(bar), await boxOf(map)];
  expect(above.y + above.height).toBeLessThanOrEqual(below.y);
  await bar.getByRole('button', { name: 'Reset' }).click();
  await expect(bar).toBeHidden();
  await expect
    .poll(async () => (await told(page, 'viewchange')).at(-1)?.detail)
    .toMatchObject({ view: { tensor: '0:5' } });
  expect((await told(page, 'viewchange')).at(-1)?.detail).not.toHaveProperty('view.threshold');
});

test('another src opens another model with a load event, or an error event if it is missing', async ({
  page,
  docs,
  expected,
}) => {
  expected.errors.push(/404/);
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a')}`);
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  const address = `${app.origin}/samples/mnist-2by4-int8.tflite`;
  await page.locator('#a').evaluate(async (tag, src) => {
    tag.setAttribute('src', src);
    // While the model loads.
    await new Promise((resolve) => setTimeout(resolve));
    (tag as unknown as { setView(view: object): void }).setView({ tensor: '0:7' });
  }, address);
  await expect.poll(() => told(page, 'load')).toHaveLength(2);
  expect((await told(page, 'load')).at(-1)!.detail).toMatchObject({ model: { name: 'mnist-2by4-int8.tflite' } });
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-tensor', '0:7');
  await page.locator('#a').evaluate((tag) => tag.setAttribute('src', 'models/gone.tflite'));
  await expect(page.locator('#a').getByText(/returned 404/)).toBeVisible();
  await expect
    .poll(async () => (await told(page, 'error')).at(-1)?.detail)
    .toMatchObject({ message: expect.stringContaining('404') });
});

test('a tag made by script draws when src is set, and quick changes end with the last', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(script(app));
  await page.evaluate(async () => {
    const tag = document.createElement('prune-scope');
    tag.id = 'a';
    document.body.append(tag);
    // After it was on screen without a model.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    tag.setAttribute('src', 'models/m.tflite');
  });
  await expect(page.locator('#a iframe')).toBeAttached();
  await page.locator('#a').evaluate((tag, address) => {
    for (const src of ['models/gone.tflite', 'models/m.tflite', address]) tag.setAttribute('src', src);
    // Like frameworks, which set existing properties.
    Object.assign(tag, { tensor: '0:3', view: 'filters' });
  }, `${app.origin}/samples/mnist-2by4-int8.tflite`);
  const map = heatmapIn(frameOf(page, 'a'));
  await expect
    .poll(async () => (await told(page, 'load')).at(-1)?.detail)
    .toMatchObject({
      model: { name: 'mnist-2by4-int8.tflite' },
      view: { tensor: '0:3' },
    });
  await expect(map).toHaveAttribute('data-tensor', '0:3');
  await expect(frameOf(page, 'a').getByText(/^2 of 4 holds in all \d[\d,]* blocks$/)).toBeVisible();
  expect(await told(page, 'error')).toEqual([]);
});

test('a removed tag cleans up, and draws again when it is inserted', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a')}`);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect.poll(() => page.workers().length).toBe(1);
  const tag = await page.locator('#a').elementHandle();
  await tag!.evaluate((element) => element.remove());
  await expect.poll(() => page.workers().length).toBe(0);
  await expect.poll(() => page.frames().length).toBe(1);
  await tag!.evaluate((element) => document.body.append(element));
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
});

test('a model that cannot be opened keeps the previous map, and is reported once', async ({ page, docs, expected }) => {
  expected.errors.push(/404/);
  const app = await docs.ours();
  const junk = new Uint8Array(model.length).fill(7);
  await docs.show(script(app) + mapTag('a'), { files: { '/models/junk.tflite': junk } });
  const frame = frameOf(page, 'a');
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  for (const src of ['models/junk.tflite', `${app.origin}/samples/gone.tflite`, 'models/gone.tflite']) {
    const before = (await told(page, 'error')).length;
    await page.locator('#a').evaluate((element, address) => element.setAttribute('src', address), src);
    await expect.poll(async () => (await told(page, 'error')).length).toBe(before + 1);
    await expect(heatmapIn(frame)).toHaveAttribute('data-state', 'ready');
    await expect(frame.getByText('12 of 802,816 blocks break 2 of 4', { exact: true })).toBeVisible();
    const why = await reportOf(page).catch((error: Error) => error.message);
    expect(why).toMatch(/TensorFlow Lite|404/);
  }
  expect(await told(page, 'load')).toHaveLength(1);
  // The previous map still works with its own bytes.
  await frame.getByRole('button', { name: 'Tensors' }).click();
  await frame.locator('[data-tensor="0:3"]').click();
  await expect(heatmapIn(frame)).toHaveAttribute('data-tensor', '0:3');
  await expect(heatmapIn(frame)).toHaveAttribute('data-state', 'ready');
  await expect(frame.getByText('2 of 4 holds in all 12,800 blocks', { exact: true })).toBeVisible();
  expect(await told(page, 'error')).toHaveLength(3);
  await page.locator('#a').evaluate((element) => element.setAttribute('src', 'models/m.tflite'));
  await expect.poll(() => told(page, 'load')).toHaveLength(2);
});

test('a model that is replaced while it is read is not an error', async ({ page, docs }) => {
  const app = await docs.ours();
  const host = await docs.show(script(app) + mapTag('a'));
  await expect.poll(() => page.frames().length).toBe(2);
  const address = `${app.origin}/samples/mnist-2by4-int8.tflite`;
  const reads = () => [...app.asked, ...host.asked].filter(({ path }) => path.endsWith('.tflite')).length;
  const open = (src: string) => page.locator('#a').evaluate((tag, src) => tag.setAttribute('src', src), src);
  // Before the first part is requested, and after one or two.
  for (const parts of [0, 0, 1, 1, 2, 2]) {
    for (const src of [address, 'models/m.tflite?again']) {
      const before = reads();
      await open(src);
      await expect.poll(reads).toBeGreaterThanOrEqual(before + parts);
    }
  }
  await open(address);
  await expect(frameOf(page, 'a').getByText('2 of 4 holds in all 802,816 blocks', { exact: true })).toBeVisible();
  expect(await told(page, 'error')).toEqual([]);
});

test('a window without a tensor applies to the tensor on screen', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(script(app) + mapTag('a', 'tensor="0:3"'));
  const map = heatmapIn(frameOf(page, 'a'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  await page.locator('#a').evaluate((element) => {
    (element as unknown as { setView(view: object): void }).setView({ rows: '0:8', columns: '0:8' });
  });
  await expect(map).toHaveAttribute('data-rows', '0:8');
  await expect(map).toHaveAttribute('data-tensor', '0:3');
});

test('another model of a bundle is opened; one that the bundle lacks is reported', async ({ page, docs }) => {
  const app = await docs.ours();
  const bundle = await taskBundle({ 'a.tflite': readFileSync(samplePaths.int8), 'v.tflite': model });
  await docs.show(script(app) + mapTag('a', 'member="a.tflite"', 'b.task'), { files: { '/b.task': bundle } });
  const frame = frameOf(page, 'a');
  await expect(frame.getByText('2 of 4 holds in all 802,816 blocks', { exact: true })).toBeVisible();
  await page.locator('#a').evaluate((element) => element.setAttribute('member', 'v.tflite'));
  await expect(frame.getByText('12 of 802,816 blocks break 2 of 4', { exact: true })).toBeVisible();
  await expect.poll(() => told(page, 'load')).toHaveLength(2);
  await page.locator('#a').evaluate((element) => element.setAttribute('member', 'nothing.tflite'));
  await expect(frame.getByRole('alert')).toContainText(
    'There is no nothing.tflite in b.task; expected one of b.task/a.tflite, b.task/v.tflite',
  );
});

test('changes while the tag was removed are visible after it is inserted', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(script(app) + mapTag('a', 'tensor="0:5" rows="0:8" columns="0:8"'));
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-rows', '0:8');
  await page.locator('#a').evaluate((element) => {
    element.remove();
    element.setAttribute('tensor', '0:7');
    element.removeAttribute('rows');
    element.removeAttribute('columns');
    document.body.append(element);
  });
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-tensor', '0:7');
});

test('weights in a file next to the page’s model are read', async ({ page, docs }) => {
  const app = await docs.ours();
  const bytes = buildModel({
    tensors: [
      { name: 'x', shape: [1, 4] },
      { name: 'w', type: 'INT8', shape: [4, 4], externalBuffer: 7 },
    ],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1], outputs: [0] }],
    externalBufferGroups: ['weights.bin'],
    externalBuffers: [{ id: 7, group: 0, offset: 2, length: 16 }],
  });
  const weights = Uint8Array.from({ length: 18 }, (_, i) => (i % 4 < 2 ? i : 0));
  await docs.show(script(app) + mapTag('a', '', 'x.tflite'), {
    files: { '/x.tflite': bytes, '/weights.bin': weights },
  });
  await expect(frameOf(page, 'a').getByText('2 of 4 holds in all 4 blocks', { exact: true })).toBeVisible();
});

function reportOf(page: Page): Promise<string> {
  return page
    .locator('#a')
    .evaluate((element) => (element as unknown as { report(): Promise<unknown> }).report())
    .then(() => 'there was a report');
}
