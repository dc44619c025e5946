import { accessibilityViolations } from '../support/accessibilityViolations';
import { frameOf, mapTag, model, script, test, told } from '../support/docsPage';
import { layoutShiftOf } from '../support/layoutShift';
import { expect, heatmapIn } from '../support/pageObjects';

// The look and the behavior of a map in a docs page of another site.

test('a tag draws the page’s own model, read in ranges without CORS', async ({ page, docs }) => {
  const app = await docs.ours();
  const host = await docs.show(`${script(app)}
    ${mapTag('a', 'tensor="0:5" rows="0:24" columns="0:24"')}`);
  const map = heatmapIn(frameOf(page, 'a'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  await expect(map).toHaveAttribute('data-tensor', '0:5');
  await expect(map).toHaveAttribute('data-rows', '0:24');
  await expect(frameOf(page, 'a').getByText('12 of 802,816 blocks break 2 of 4', { exact: true })).toBeVisible();
  await expect(page.getByText('A picture.')).toBeHidden();
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  const [load] = await told(page, 'load');
  expect(load.detail).toMatchObject({
    model: { name: 'm.tflite', bytes: model.length },
    view: { tensor: '0:5', rows: '0:24', columns: '0:24' },
  });
  // Only the data on screen was read, and only by the host page: the frame requested only its own files.
  const ranges = host.asked.filter(({ path }) => path === '/models/m.tflite');
  expect(ranges.length).toBeGreaterThan(1);
  expect(ranges.slice(1).every(({ range }) => range !== undefined)).toBe(true);
  expect(app.asked.some(({ path }) => path.endsWith('.tflite'))).toBe(false);
});

test('a file that the page has is shown in place of src, and src again without it', async ({ page, docs }) => {
  const app = await docs.ours();
  const host = await docs.show(`${script(app)}
    ${mapTag('a', 'tensor="0:5" rows="0:24" columns="0:24"', `${app.origin}/samples/mnist-2by4-int8.tflite`)}
    <prune-scope id="b" tensor="0:3"></prune-scope>`);
  const bytes = [...model];
  await page.evaluate(async (bytes) => {
    await customElements.whenDefined('prune-scope');
    const file = new File([Uint8Array.from(bytes)], 'mine.tflite');
    for (const id of ['a', 'b']) Object.assign(document.getElementById(id)!, { file });
  }, bytes);
  const broken = frameOf(page, 'a').getByText('12 of 802,816 blocks break 2 of 4', { exact: true });
  await expect(broken).toBeVisible();
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-rows', '0:24');
  await page.locator('#b').scrollIntoViewIfNeeded();
  await expect(heatmapIn(frameOf(page, 'b'))).toHaveAttribute('data-tensor', '0:3');
  await expect(page.locator('#b iframe')).toHaveAttribute('title', 'Non-zero map of mine.tflite');
  expect(host.asked.some(({ path }) => path.endsWith('.tflite'))).toBe(false);
  await page.locator('#a').evaluate((tag) => Object.assign(tag, { file: null }));
  await expect(frameOf(page, 'a').getByText('2 of 4 holds in all 802,816 blocks', { exact: true })).toBeVisible();
});

test('large models wait for a click and show their size; distant tags wait until they are near', async ({
  page,
  docs,
}) => {
  const app = await docs.ours();
  const host = await docs.show(`${script(app)}
    ${mapTag('large', 'bytes="27700000"', `${app.origin}/samples/mnist-2by4-int8.tflite`)}
    <div style="height: 3000px"></div>
    ${mapTag('far')}`);
  await expect(page.getByText('27.7 MB')).toBeVisible();
  await expect(page.locator('#large').getByText('A picture.')).toBeVisible();
  expect(page.frames()).toHaveLength(1);
  await page.getByRole('button', { name: 'Show the map' }).click();
  await expect(heatmapIn(frameOf(page, 'large'))).toHaveAttribute('data-state', 'ready');
  expect(page.frames(), 'the distant tag has none').toHaveLength(2);
  expect(host.asked.some(({ path }) => path.endsWith('.tflite'))).toBe(false);
  await page.locator('#far').scrollIntoViewIfNeeded();
  await expect(heatmapIn(frameOf(page, 'far'))).toHaveAttribute('data-state', 'ready');
});

test('the theme and colors follow the host', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(`${script(app)}<style>
      .dark { background: #111; } #a { --prunescope-nonzero: rgb(0, 128, 0); --prunescope-zero: white; }
    </style>${mapTag('a', 'rows="0:8" columns="0:8"')}`);
  const root = frameOf(page, 'a').locator('html');
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect(frameOf(page, 'a').locator('[data-legend="nonzero"]')).toHaveCSS('background-color', 'rgb(0, 128, 0)');
  await page.evaluate(() => document.body.classList.add('dark'));
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.locator('#a').evaluate((tag) => tag.setAttribute('theme', 'light'));
  await expect(root).toHaveAttribute('data-theme', 'light');
});

test('an automatic height fits the map at full width', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(
    `${script(app)}<prune-scope id="a" src="models/m.tflite" rows="0:24" columns="0:24" height="content"></prune-scope>`,
  );
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  const heightOf = async () => (await page.locator('#a').boundingBox())!.height;
  await expect.poll(heightOf).toBeGreaterThan(600);
  // The frame asks for the height once more when its texts are complete.
  await expect(frameOf(page, 'a').getByText('12 of 802,816 blocks break 2 of 4', { exact: true })).toBeVisible();
  const tooHigh = () =>
    frameOf(page, 'a')
      .locator('html')
      .evaluate((root) => Math.abs(root.scrollHeight - innerHeight));
  await expect.poll(tooHigh).toBe(0);
  const whole = await heightOf();
  await page.locator('#a').evaluate((tag) => tag.setAttribute('height', '300'));
  await expect.poll(heightOf).toBe(300);
  await page.locator('#a').evaluate((tag) => tag.setAttribute('height', 'content'));
  await expect.poll(heightOf).toBe(whole);
});

test('a map replaces its fallback, and content below does not move', async ({ page, docs }) => {
  const app = await docs.ours();
  await page.route('**/prune-scope.js', async (route) => {
    await expect(page.getByAltText('A picture')).toBeVisible();
    await route.continue();
  });
  const picture =
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="gray"/></svg>';
  await docs.show(
    `${script(app)}<h1>Docs</h1><p>Before.</p>
     <prune-scope id="a" src="models/m.tflite"><img src="picture.svg" alt="A picture"></prune-scope><p>After.</p>`,
    { files: { '/picture.svg': picture } },
  );
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect(page.locator('#a')).toHaveCSS('height', '360px');
  expect(await layoutShiftOf(page)).toBeLessThan(0.1);
});

test('notes are drawn as on the page, and texts for screen readers are hidden', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(
    script(app) +
      mapTag('a', 'tensor="0:5" rows="84:108" columns="2028:2064" note="0:5/b:93,511;TM;Why%20is%20this%20kept?"'),
  );
  const frame = frameOf(page, 'a');
  await expect(heatmapIn(frame)).toHaveAttribute('data-state', 'ready');
  await expect(frame.locator('.note-frame')).toHaveCSS('fill', 'none');
  // The first tensor is not announced, so its texts are there before the next one is shown.
  await expect(frame.getByText('12 of 802,816 blocks break 2 of 4', { exact: true })).toBeVisible();
  await page.locator('#a').evaluate((element) => element.setAttribute('tensor', '0:7'));
  await expect(heatmapIn(frame)).toHaveAttribute('data-tensor', '0:7');
  const heard = frame.locator('.readout [role="status"]');
  await expect(heard).toContainText('Non-zero map of');
  await expect.poll(async () => (await heard.boundingBox())!.width).toBeLessThanOrEqual(1);
});

test('a missing model keeps the fallback, and is reported', async ({ page, docs, expected }) => {
  expected.errors.push(/404/);
  const app = await docs.ours();
  await docs.show(script(app) + mapTag('a', '', 'gone.tflite'));
  await expect.poll(() => page.frames().length).toBe(2);
  await page.frames()[1].waitForLoadState();
  await expect(page.locator('#a').getByRole('alert')).toContainText('gone.tflite returned 404');
  await expect(page.getByText('A picture.')).toBeVisible();
});

test('a frame without a map shows the reason', async ({ page, docs }) => {
  const app = await docs.ours();
  await page.goto(`${app.origin}/embed.html`);
  await expect(page.getByText('No model specified.')).toBeVisible();
  await page.goto(`${app.origin}/embed.html#v=1&name=m.tflite&size=100`);
  await page.reload();
  await expect(page.getByText('To see the map of m.tflite, open Prunescope')).toBeVisible();
  // Another fragment of the same frame.
  await page.goto(`${app.origin}/embed.html#v=1&model=samples/mnist-2by4-int8.tflite&tensor=0:3`);
  await expect(heatmapIn(page)).toHaveAttribute('data-tensor', '0:3');
});

test('the wheel scrolls the page over a map until the map is clicked', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a')}<div style="height: 3000px"></div>`);
  const map = heatmapIn(frameOf(page, 'a'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  await map.hover();
  await page.mouse.wheel(0, 60);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(60);
  await expect(map).toHaveAttribute('data-rows', '0:1024');
  await map.click();
  await page.mouse.wheel(0, -400);
  await expect(map).not.toHaveAttribute('data-rows', '0:1024');
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(60);
});

test('of twenty tags on a page, only those near the viewport load', async ({ page, docs }) => {
  const app = await docs.ours();
  const tags = Array.from({ length: 20 }, (_, i) => mapTag(`t${i}`, `rows="${i}:${i + 24}" columns="0:24"`));
  await docs.show(script(app) + tags.join(''));
  await expect(heatmapIn(frameOf(page, 't0'))).toHaveAttribute('data-state', 'ready');
  await expect.poll(() => told(page, 'load').then((loads) => loads.length)).toBeGreaterThan(1);
  // 720 CSS pixels of viewport and 300 below it.
  expect(page.frames().length - 1).toBeLessThanOrEqual(3);
  await page.locator('#t19').scrollIntoViewIfNeeded();
  await expect(heatmapIn(frameOf(page, 't19'))).toHaveAttribute('data-rows', '19:43');
  expect(page.frames().length - 1).toBeLessThanOrEqual(6);
});

test('print has the map of the current view', async ({ page, docs }) => {
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a', 'tensor="0:5" rows="0:8" columns="0:8"')}`);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  const paper = await page.pdf({ format: 'A4', printBackground: true });
  // Drawn again for print, at four pixels per CSS pixel, and at most as wide as the paper.
  const widths = [...paper.toString('latin1').matchAll(/\/Subtype \/Image[^>]*?\/Width (\d+)/g)].map(([, width]) =>
    Number(width),
  );
  expect(Math.max(...widths)).toBeGreaterThan(1200);
  expect(Math.max(...widths)).toBeLessThanOrEqual(4 * 660);
});

test('an embedded map has no serious accessibility violations', async ({ page, docs, expected }) => {
  const app = await docs.ours();
  await page.goto(`${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite`);
  expected.origins.push(app.origin);
  await expect(heatmapIn(page)).toHaveAttribute('data-state', 'ready');
  await page.getByRole('button', { name: 'Tensors' }).click();
  await expect(page.getByRole('table', { name: 'Weight tensors' })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test('without scripts, the fallback is visible', async ({ browser, docs }) => {
  const app = await docs.ours();
  const host = await docs.show(script(app) + mapTag('a'));
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${host.origin}/`);
  await expect(plain.getByText('A picture.')).toBeVisible();
  await context.close();
});
