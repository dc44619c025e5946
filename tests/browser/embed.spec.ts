import { readFileSync } from 'node:fs';
import type { FrameLocator, Page } from '@playwright/test';
import { expect, heatmapIn, samplePaths, test } from '../support/personAtPage';
import { seriousFaults } from '../support/seriousFaults';
import { type Site, site } from '../support/site';

// A docs page of somebody else, on an origin of its own; the frame comes from ours.

const model = readFileSync(samplePaths.violations);
const open: Site[] = [];

test.afterEach(async () => {
  await Promise.all(open.splice(0).map((other) => other.close()));
});

/** Our own pages on another origin, as a server that lets others read them. */
async function ours(headers: Readonly<Record<string, string>> = { 'access-control-allow-origin': '*' }): Promise<Site> {
  const made = await site({ folder: 'dist', headers });
  open.push(made);
  return made;
}

async function hostWith(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Site> {
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Somebody’s docs</title>
    <link rel="icon" href="data:,"></head><body>${body}</body></html>`;
  const made = await site({ files: { '/index.html': page, '/models/m.tflite': model }, headers });
  open.push(made);
  return made;
}

function script(app: Site): string {
  return `<script type="module" src="${app.origin}/prune-scope.js"></script>`;
}

const size = 'style="display: block; height: 480px"';

async function visit(page: Page, host: Site, expected: { origins: string[] }, ...others: Site[]): Promise<void> {
  expected.origins.push(host.origin, ...others.map(({ origin }) => origin));
  // What the tags tell, in the order that they tell it.
  await page.addInitScript(() => {
    const told: { type: string; id: string; detail: unknown }[] = [];
    Object.assign(window, { told });
    for (const type of ['load', 'error', 'viewchange']) {
      const note = (event: Event) => {
        const { target } = event;
        if (target instanceof HTMLElement && target.localName === 'prune-scope') {
          told.push({ type, id: target.id, detail: (event as CustomEvent).detail });
        }
      };
      document.addEventListener(type, note, { capture: true });
    }
  });
  await page.goto(`${host.origin}/`);
}

type Told = { readonly type: string; readonly id: string; readonly detail: Record<string, unknown> };

function told(page: Page, type: string): Promise<Told[]> {
  return page.evaluate(
    (wanted) => (window as unknown as { told: Told[] }).told.filter((event) => event.type === wanted),
    type,
  );
}

function frameOf(page: Page, id: string): FrameLocator {
  return page.frameLocator(`#${id} iframe`);
}

test('a tag draws the page’s own model, read in ranges without a header for others', async ({ page, expected }) => {
  const app = await ours();
  const host = await hostWith(`${script(app)}
    <prune-scope id="a" src="models/m.tflite" tensor="0:5" rows="0:24" columns="0:24" ${size}><p>A picture.</p></prune-scope>`);
  await visit(page, host, expected, app);
  const map = heatmapIn(frameOf(page, 'a'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  await expect(map).toHaveAttribute('data-tensor', '0:5');
  await expect(map).toHaveAttribute('data-rows', '0:24');
  await expect(frameOf(page, 'a').getByText('12 of 802,816 blocks violate it')).toBeVisible();
  await expect(page.getByText('A picture.')).toBeHidden();
  const [load, ...more] = await told(page, 'load');
  expect(more).toEqual([]);
  expect(load.detail).toMatchObject({
    model: { name: 'm.tflite', bytes: model.length },
    view: { tensor: '0:5', rows: '0:24', columns: '0:24' },
  });
  // Only what is on screen was read, by the host's page alone: the frame's origin was asked for nothing but its own files.
  const ranges = host.asked.filter(({ path }) => path === '/models/m.tflite');
  expect(ranges.length).toBeGreaterThan(1);
  expect(ranges.slice(1).every(({ range }) => range !== undefined)).toBe(true);
  expect(app.asked.some(({ path }) => path.endsWith('.tflite'))).toBe(false);
});

test('the report of a tag is that of the command', async ({ page, expected }) => {
  const app = await ours();
  const host = await hostWith(`${script(app)}<prune-scope id="a" src="models/m.tflite" ${size}></prune-scope>`);
  await visit(page, host, expected, app);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  const report = await page
    .locator('#a')
    .evaluate((tag) => (tag as unknown as { report(): Promise<unknown> }).report());
  const known = JSON.parse(readFileSync('tests/models/mnist-2by4-int8-12-violations.report.json', 'utf8'));
  expect(report).toMatchObject({ ...known, model: { name: 'm.tflite', sha256: known.model.sha256 } });
});

test('attributes, setView() and the person move the map, and viewchange tells where it is', async ({
  page,
  expected,
}) => {
  const app = await ours();
  const host = await hostWith(`${script(app)}<prune-scope id="a" src="models/m.tflite" ${size}></prune-scope>`);
  await visit(page, host, expected, app);
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

test('another src is another model: load comes again, and one that is not there is said by an error', async ({
  page,
  expected,
}) => {
  expected.errors.push(/404/);
  const app = await ours();
  const host = await hostWith(`${script(app)}<prune-scope id="a" src="models/m.tflite" ${size}></prune-scope>`);
  await visit(page, host, expected, app);
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  const address = `${app.origin}/samples/mnist-2by4-int8.tflite`;
  await page.locator('#a').evaluate(async (tag, src) => {
    tag.setAttribute('src', src);
    // While the model is on its way.
    await new Promise((resolve) => setTimeout(resolve));
    (tag as unknown as { setView(view: object): void }).setView({ tensor: '0:7' });
  }, address);
  await expect.poll(() => told(page, 'load')).toHaveLength(2);
  expect((await told(page, 'load')).at(-1)!.detail).toMatchObject({ model: { name: 'mnist-2by4-int8.tflite' } });
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-tensor', '0:7');
  await page.locator('#a').evaluate((tag) => tag.setAttribute('src', 'models/gone.tflite'));
  await expect(page.locator('#a').getByText(/answered 404/)).toBeVisible();
  expect((await told(page, 'error')).at(-1)!.detail).toMatchObject({ message: expect.stringContaining('404') });
});

test('a tag that script makes draws when its model is named, and follows quick changes to the last', async ({
  page,
  expected,
}) => {
  const app = await ours();
  const host = await hostWith(script(app));
  await visit(page, host, expected, app);
  await page.evaluate(async (address) => {
    const tag = document.createElement('prune-scope');
    tag.id = 'a';
    document.body.append(tag);
    await new Promise((resolve) => setTimeout(resolve, 300));
    tag.setAttribute('src', 'models/m.tflite');
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const src of ['models/gone.tflite', 'models/m.tflite', address]) tag.setAttribute('src', src);
    // As frameworks do, which set properties where they find them.
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
  await expect(frameOf(page, 'a').getByText(/all \d[\d,]* blocks/)).toBeVisible();
  expect(await told(page, 'error')).toEqual([]);
});

test('a model at another origin that lets nobody read it is said inside the frame', async ({ page, expected }) => {
  expected.errors.push(/CORS|ERR_FAILED/);
  const app = await ours();
  const silent = await site({ files: { '/m.tflite': model } });
  open.push(silent);
  const host = await hostWith(
    `${script(app)}<prune-scope id="a" src="${silent.origin}/m.tflite" ${size}></prune-scope>`,
  );
  await visit(page, host, expected, app, silent);
  await expect(frameOf(page, 'a').getByRole('alert')).toContainText('does not allow other sites to read it (CORS)');
  expect((await told(page, 'error')).at(-1)!.detail).toMatchObject({ message: expect.stringContaining('CORS') });
});

test('a frame without a tag works in a sandbox, on the GPU of its page when one is asked for', async ({
  page,
  expected,
}) => {
  const app = await ours();
  const address = `${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite`;
  const host = await hostWith(`
    <iframe id="plain" title="A map" src="${address}" width="800" height="480"></iframe>
    <iframe id="boxed" title="A map" sandbox="allow-scripts" src="${address}&engine=webgpu" width="800" height="480"></iframe>`);
  await page.addInitScript(() => {
    Object.assign(window, { devices: 0 });
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = function (...asked) {
      (window as unknown as { devices: number }).devices++;
      return requestDevice.apply(this, asked);
    };
  });
  await visit(page, host, expected, app);
  for (const id of ['plain', 'boxed']) {
    const frame = page.frameLocator(`#${id}`);
    await expect(heatmapIn(frame)).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
    await expect(frame.getByText('all 802,816 blocks')).toBeVisible();
  }
  await page.frameLocator('#boxed').getByRole('button', { name: 'Tensors' }).click();
  await expect(page.frameLocator('#boxed').locator('[data-tensor="0:5"] [title*="webgpu engine"]')).toHaveCount(1);
  const devices = await page
    .frameLocator('#boxed')
    .locator('html')
    .evaluate(() => (window as unknown as { devices: number }).devices);
  expect(devices).toBe(1);
});

const frameCsp =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'self'; img-src 'self' blob: data:; connect-src *";

test('strict content policies of frame and host are kept', async ({ page, expected }) => {
  const app = await ours({ 'access-control-allow-origin': '*', 'content-security-policy': frameCsp });
  const host = await hostWith(
    `${script(app)}<prune-scope id="a" src="${app.origin}/samples/mnist-2by4-int8.tflite" engine="webgpu"><p>A picture.</p></prune-scope>
     <iframe id="boxed" title="A map" sandbox="allow-scripts" width="800" height="480" src="${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite"></iframe>`,
    {
      'content-security-policy': `default-src 'none'; img-src data:; script-src ${app.origin}; frame-src ${app.origin}`,
    },
  );
  await visit(page, host, expected, app);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready', { timeout: 20_000 });
  await expect(heatmapIn(page.frameLocator('#boxed'))).toHaveAttribute('data-state', 'ready');
  await frameOf(page, 'a').getByRole('button', { name: 'Tensors' }).click();
  await expect(frameOf(page, 'a').locator('[data-tensor="0:5"] [title*="webgpu engine"]')).toHaveCount(1);
});

test('a tag that was taken out leaves nothing behind, and draws again when it is put back', async ({
  page,
  expected,
}) => {
  const app = await ours();
  const host = await hostWith(`${script(app)}<prune-scope id="a" src="models/m.tflite" ${size}></prune-scope>`);
  await visit(page, host, expected, app);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  expect(page.workers()).toHaveLength(1);
  const tag = await page.locator('#a').elementHandle();
  await tag!.evaluate((element) => element.remove());
  await expect.poll(() => page.workers().length).toBe(0);
  expect(page.frames()).toHaveLength(1);
  await tag!.evaluate((element) => document.body.append(element));
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
});

test('large models wait for a click and say their size; far ones wait until they are near', async ({
  page,
  expected,
}) => {
  const app = await ours();
  const host = await hostWith(`${script(app)}
    <prune-scope id="large" src="${app.origin}/samples/mnist-2by4-int8.tflite" bytes="27700000" ${size}><p>A picture.</p></prune-scope>
    <div style="height: 3000px"></div>
    <prune-scope id="far" src="models/m.tflite" ${size}></prune-scope>`);
  await visit(page, host, expected, app);
  await expect(page.getByText('27.7 MB')).toBeVisible();
  await expect(page.getByText('A picture.')).toBeVisible();
  expect(page.frames()).toHaveLength(1);
  await page.getByRole('button', { name: 'Show the map' }).click();
  await expect(heatmapIn(frameOf(page, 'large'))).toHaveAttribute('data-state', 'ready');
  expect(host.asked.some(({ path }) => path.endsWith('.tflite'))).toBe(false);
  await page.locator('#far').scrollIntoViewIfNeeded();
  await expect(heatmapIn(frameOf(page, 'far'))).toHaveAttribute('data-state', 'ready');
});

test('the theme and colours follow the host', async ({ page, expected }) => {
  const app = await ours();
  const host = await hostWith(`${script(app)}<style>
      .dark { background: #111; } #a { --prunescope-nonzero: rgb(0, 128, 0); --prunescope-zero: white; }
    </style><prune-scope id="a" src="models/m.tflite" rows="0:8" columns="0:8" ${size}></prune-scope>`);
  await visit(page, host, expected, app);
  const root = frameOf(page, 'a').locator('html');
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect(frameOf(page, 'a').locator('[data-legend="nonzero"]')).toHaveCSS('background-color', 'rgb(0, 128, 0)');
  await page.evaluate(() => document.body.classList.add('dark'));
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.locator('#a').evaluate((tag) => tag.setAttribute('theme', 'light'));
  await expect(root).toHaveAttribute('data-theme', 'light');
});

test('height by content is that of the map at full width', async ({ page, expected }) => {
  const app = await ours();
  const host = await hostWith(
    `${script(app)}<prune-scope id="a" src="models/m.tflite" rows="0:24" columns="0:24" height="content"></prune-scope>`,
  );
  await visit(page, host, expected, app);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect.poll(async () => (await page.locator('#a').boundingBox())!.height).toBeGreaterThan(600);
  await page.locator('#a').evaluate((tag) => tag.setAttribute('height', '300'));
  await expect.poll(async () => (await page.locator('#a').boundingBox())!.height).toBe(300);
});

test('the page scrolls over a map that has not been clicked; then the wheel is the map’s', async ({
  page,
  expected,
}) => {
  const app = await ours();
  const host = await hostWith(
    `${script(app)}<prune-scope id="a" src="models/m.tflite" ${size}></prune-scope><div style="height: 3000px"></div>`,
  );
  await visit(page, host, expected, app);
  const map = heatmapIn(frameOf(page, 'a'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  await map.hover();
  await page.mouse.wheel(0, 60);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(60);
  await expect(map).toHaveAttribute('data-rows', '0:1024');
  await map.click();
  await page.mouse.wheel(0, -400);
  await expect(map).not.toHaveAttribute('data-rows', '0:1024');
  expect(await page.evaluate(() => scrollY)).toBe(60);
});

test('messages of others, and those that do not fit, are dropped', async ({ page, expected }) => {
  const app = await ours();
  const stranger = await site({
    files: {
      '/index.html': `<!doctype html><title>Stranger</title><script>
        window.heard = [];
        addEventListener('message', ({ data }) => heard.push(data));
        function speak() {
          for (const type of ['open', 'report', 'view', 'theme'])
            parent.frames[0].postMessage({ prunescope: 1, type, id: 1, fragment: 'tensor=0:3', theme: 'dark', colours: {} }, '*');
        }
      </script>`,
    },
  });
  open.push(stranger);
  const host = await hostWith(`
    <iframe id="map" title="A map" src="${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite" width="800" height="480"></iframe>
    <iframe id="stranger" title="A stranger" src="${stranger.origin}/"></iframe>
    <script>
      window.heard = [];
      addEventListener('message', ({ data }) => heard.push(data));
    </script>`);
  await visit(page, host, expected, app, stranger);
  const map = heatmapIn(page.frameLocator('#map'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  const other = page.frames().find((frame) => frame.url() === `${stranger.origin}/`)!;
  await other.evaluate(() => (window as unknown as { speak(): void }).speak());
  // The host itself, but not in the agreed form.
  await page.evaluate(() => {
    const frame = (document.getElementById('map') as HTMLIFrameElement).contentWindow!;
    for (const message of [
      'report',
      null,
      { type: 'report', id: 1 },
      { prunescope: 2, type: 'report', id: 1 },
      { prunescope: 1, type: 'report', id: -1 },
      { prunescope: 1, type: 'report', id: '1' },
      { prunescope: 1, type: 'view', fragment: 7 },
      { prunescope: 1, type: 'theme', theme: 'dark', colours: { zero: 'red; --x: url(//evil)' } },
      { prunescope: 1, type: 'bytes', id: 1, outcome: { value: 'text' } },
    ]) {
      frame.postMessage(message, '*');
    }
  });
  // What comes after all of these is answered: they were heard, and dropped.
  await page.evaluate(() => {
    const frame = (document.getElementById('map') as HTMLIFrameElement).contentWindow!;
    frame.postMessage({ prunescope: 1, type: 'report', id: 9 }, '*');
  });
  type Heard = { readonly type: string; readonly id?: number };
  const heard = () => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  await expect
    .poll(async () => (await heard()).filter(({ type }) => type === 'report').map(({ id }) => id))
    .toEqual([9]);
  expect(await other.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([]);
  await expect(map).toHaveAttribute('data-tensor', '0:5');
  await expect(page.frameLocator('#map').locator('html')).toHaveAttribute('data-theme', 'light');
});

test('twenty tags on a page: only those near the viewport begin', async ({ page, expected }) => {
  const app = await ours();
  const tags = Array.from(
    { length: 20 },
    (_, i) =>
      `<prune-scope id="t${i}" src="models/m.tflite" rows="${i}:${i + 24}" columns="0:24" ${size}></prune-scope>`,
  );
  const host = await hostWith(script(app) + tags.join(''));
  await visit(page, host, expected, app);
  await expect(heatmapIn(frameOf(page, 't0'))).toHaveAttribute('data-state', 'ready');
  await expect.poll(() => told(page, 'load').then((loads) => loads.length)).toBeGreaterThan(1);
  // 720 CSS pixels of viewport and 300 below it.
  expect(page.frames().length - 1).toBeLessThanOrEqual(3);
  await page.locator('#t19').scrollIntoViewIfNeeded();
  await expect(heatmapIn(frameOf(page, 't19'))).toHaveAttribute('data-rows', '19:43');
  expect(page.frames().length - 1).toBeLessThanOrEqual(6);
});

test('on paper the map as it is in view', async ({ page, expected }) => {
  const app = await ours();
  const host = await hostWith(
    `${script(app)}<prune-scope id="a" src="models/m.tflite" tensor="0:5" rows="0:8" columns="0:8" ${size}></prune-scope>`,
  );
  await visit(page, host, expected, app);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  const paper = await page.pdf({ format: 'A4', printBackground: true });
  // Drawn anew for paper, at four pixels a CSS pixel, and no wider than it.
  const widths = [...paper.toString('latin1').matchAll(/\/Subtype \/Image[^>]*?\/Width (\d+)/g)].map(([, width]) =>
    Number(width),
  );
  expect(Math.max(...widths)).toBeGreaterThan(1200);
  expect(Math.max(...widths)).toBeLessThanOrEqual(4 * 660);
});

test('an embedded map has no serious faults for screen readers', async ({ page, expected }) => {
  const app = await ours();
  await page.goto(`${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite`);
  expected.origins.push(app.origin);
  await expect(heatmapIn(page)).toHaveAttribute('data-state', 'ready');
  await page.getByRole('button', { name: 'Tensors' }).click();
  expect(await seriousFaults(page)).toEqual([]);
});

test('a tag gives the page’s model to its own frame only', async ({ page, expected }) => {
  const app = await ours();
  const stranger = await site({
    files: {
      '/index.html': `<!doctype html><title>Stranger</title><script>
        window.heard = [];
        addEventListener('message', ({ data }) => heard.push(data));
        parent.postMessage({ prunescope: 1, type: 'read', id: 1, start: 0, end: 8 }, '*');
      </script>`,
    },
  });
  open.push(stranger);
  const host = await hostWith(`${script(app)}<prune-scope id="a" src="models/m.tflite" ${size}></prune-scope>
    <iframe title="A stranger" src="${stranger.origin}/"></iframe>`);
  await visit(page, host, expected, app, stranger);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  // The frame of the tag itself, led elsewhere.
  await page.locator('#a').evaluate((tag, address) => {
    tag.shadowRoot!.querySelector('iframe')!.src = address;
  }, `${stranger.origin}/`);
  await expect.poll(() => page.frames().filter((frame) => frame.url() === `${stranger.origin}/`).length).toBe(2);
  for (const frame of page.frames().filter((other) => other.url() === `${stranger.origin}/`)) {
    await frame.waitForLoadState();
    expect(await frame.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([]);
  }
});

test('without scripts the fallback is what is seen', async ({ browser }) => {
  const app = await ours();
  const host = await hostWith(`${script(app)}<prune-scope src="models/m.tflite"><p>A picture.</p></prune-scope>`);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${host.origin}/`);
  await expect(page.getByText('A picture.')).toBeVisible();
  await context.close();
});
