import type { Frame, Page } from '@playwright/test';
import { frameOf, heardBy, mapTag, model, script, stranger, test, told } from '../support/docsPage';
import { expect, heatmapIn } from '../support/pageObjects';

// The trust between a frame and its host page, and the policies under which they work.

/** Waits for a frame of the page, with a stranger that can speak. */
async function strangerAt(page: Page, address: string): Promise<Frame> {
  const found = () => page.frames().find((frame) => frame.url() === address);
  await expect.poll(found).toBeDefined();
  const frame = found()!;
  await frame.waitForFunction('window.speak');
  return frame;
}

test('a model at another origin without CORS is reported inside the frame', async ({ page, docs, expected }) => {
  expected.errors.push(/CORS|ERR_FAILED/);
  const app = await docs.ours();
  const silent = await docs.silent({ '/m.tflite': model });
  await docs.show(`${script(app)}${mapTag('a', '', `${silent.origin}/m.tflite`)}`);
  await expect(frameOf(page, 'a').getByRole('alert')).toContainText('does not allow other sites to read it (CORS)');
  await expect
    .poll(async () => (await told(page, 'error')).at(-1)?.detail)
    .toMatchObject({ message: expect.stringContaining('CORS') });
});

test('a frame without a tag works in a sandbox, with the GPU of its page on request', async ({ page, docs }) => {
  const app = await docs.ours();
  const address = `${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite`;
  await page.addInitScript(() => {
    Object.assign(window, { devices: 0 });
    const { requestDevice } = GPUAdapter.prototype;
    GPUAdapter.prototype.requestDevice = function (...asked) {
      (window as unknown as { devices: number }).devices++;
      return requestDevice.apply(this, asked);
    };
  });
  await docs.show(`
    <iframe id="plain" title="A map" src="${address}" width="800" height="480"></iframe>
    <iframe id="boxed" title="A map" sandbox="allow-scripts" src="${address}&engine=webgpu" width="800" height="480"></iframe>`);
  for (const id of ['plain', 'boxed']) {
    const frame = page.frameLocator(`#${id}`);
    await expect(heatmapIn(frame)).toHaveAttribute('data-state', 'ready');
    await expect(frame.getByText('2 of 4 holds in all 802,816 blocks', { exact: true })).toBeVisible();
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

test('strict content policies of frame and host are kept', async ({ page, docs }) => {
  const app = await docs.ours({ 'access-control-allow-origin': '*', 'content-security-policy': frameCsp });
  await docs.show(
    `${script(app)}<prune-scope id="a" src="${app.origin}/samples/mnist-2by4-int8.tflite" engine="webgpu"><p>A picture.</p></prune-scope>
     <iframe id="boxed" title="A map" sandbox="allow-scripts" width="800" height="480" src="${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite"></iframe>`,
    {
      headers: {
        'content-security-policy': `default-src 'none'; img-src data:; script-src ${app.origin}; frame-src ${app.origin}`,
      },
    },
  );
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect(heatmapIn(page.frameLocator('#boxed'))).toHaveAttribute('data-state', 'ready');
  await frameOf(page, 'a').getByRole('button', { name: 'Tensors' }).click();
  await expect(frameOf(page, 'a').locator('[data-tensor="0:5"] [title*="webgpu engine"]')).toHaveCount(1);
});

test('messages from other sources and invalid messages are ignored', async ({ page, docs }) => {
  const app = await docs.ours();
  const foreign = await docs.silent({
    '/index.html': stranger(`
          for (const type of ['open', 'report', 'view', 'theme'])
            parent.frames[0].postMessage({ prunescope: 1, type, id: 1, fragment: 'tensor=0:3', theme: 'dark', colors: {} }, '*');
`),
  });
  await docs.show(`
    <iframe id="map" title="A map" src="${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite" width="800" height="480"></iframe>
    <iframe id="stranger" title="A stranger" src="${foreign.origin}/"></iframe>
    <script>
      window.heard = [];
      addEventListener('message', ({ data }) => heard.push(data));
    </script>`);
  const map = heatmapIn(page.frameLocator('#map'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  const other = await strangerAt(page, `${foreign.origin}/`);
  await other.evaluate(() => (window as unknown as { speak(): void }).speak());
  // From the host, but in an invalid form.
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
      { prunescope: 1, type: 'theme', theme: 'dark', colors: { zero: 'red; --x: url(//evil)' } },
      { prunescope: 1, type: 'bytes', id: 1, outcome: { value: 'text' } },
    ]) {
      frame.postMessage(message, '*');
    }
  });
  // A later message is answered, so these were received and ignored.
  await expectOnlyAnswer(page);
  expect(await heardBy(other)).toEqual([]);
  await expect(map).toHaveAttribute('data-tensor', '0:5');
  await expect(page.frameLocator('#map').locator('html')).toHaveAttribute('data-theme', 'light');
});

test('a tag accepts messages only from its own frame, and sends the page’s model only there', async ({
  page,
  docs,
}) => {
  const app = await docs.ours();
  const foreign = await docs.silent({
    '/index.html': stranger(`
        for (const message of [
          { type: 'read', id: 1, of: 1, start: 0, end: 8 },
          { type: 'error', title: 'Stranger', message: 'It lies.' },
          { type: 'viewchange', fragment: 'v=1&tensor=0:3' },
          { type: 'height', height: 999 },
          { type: 'load', fragment: 'v=1', model: { name: 'lie', bytes: 1 }, tensors: [] },
          { type: 'ready' },
        ]) parent.postMessage({ prunescope: 1, ...message }, '*');
        parent.postMessage('that was all', '*');
`),
  });
  const host = await docs.show(`${script(app)}<prune-scope id="a" src="models/m.tflite" height="content"></prune-scope>
    <iframe title="A stranger" src="${foreign.origin}/"></iframe>
    <script>
      window.speeches = 0;
      addEventListener('message', ({ data }) => { if (data === 'that was all') speeches++; });
    </script>`);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  // The frame of the tag after navigation: same window, different origin.
  await page.locator('#a').evaluate((element, address) => {
    element.shadowRoot!.querySelector('iframe')!.src = address;
  }, `${foreign.origin}/`);
  const strangers = () => page.frames().filter((frame) => frame.url() === `${foreign.origin}/`);
  await expect.poll(() => strangers().length).toBe(2);
  const before = (await page.locator('#a').boundingBox())!.height;
  const reads = host.asked.length;
  for (const frame of strangers()) {
    await frame.waitForFunction('window.speak');
    await frame.evaluate(() => (window as unknown as { speak(): void }).speak());
  }
  // Messages of a frame arrive in order. After the last one, all have arrived.
  await expect.poll(() => page.evaluate(() => (window as unknown as { speeches: number }).speeches)).toBe(2);
  // A read request that was answered would be before this one.
  await page.evaluate(async () => (await fetch('models/m.tflite')).arrayBuffer());
  expect(host.asked).toHaveLength(reads + 1);
  expect(await told(page, 'error')).toEqual([]);
  expect(await told(page, 'viewchange')).toEqual([]);
  expect(await told(page, 'load')).toHaveLength(1);
  expect((await page.locator('#a').boundingBox())!.height).toBe(before);
  for (const frame of strangers()) {
    expect(await heardBy(frame)).toEqual([]);
  }
});

test('a tag draws if the browser hides the ancestor origin of the frame', async ({ page, docs }) => {
  await hideAncestor(page);
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a')}`);
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
});

test('a frame that does not know its ancestor origin accepts messages only from the parent, from one origin', async ({
  page,
  docs,
}) => {
  await hideAncestor(page);
  const app = await docs.ours();
  const foreign = await docs.silent({
    '/index.html': stranger(`parent.frames[0].postMessage({ prunescope: 1, type: 'report', id: 5 }, '*');`),
  });
  await docs.show(`
    <iframe id="map" title="A map" src="${app.origin}/embed.html#model=samples/mnist-2by4-int8.tflite" width="800" height="480"></iframe>
    <script>
      window.heard = [];
      addEventListener('message', ({ data }) => heard.push(data));
    </script>`);
  const map = heatmapIn(page.frameLocator('#map'));
  await expect(map).toHaveAttribute('data-state', 'ready');
  // Another frame of the page sends a message before the page does.
  await page.evaluate((src) => {
    const frame = Object.assign(document.createElement('iframe'), { title: 'A stranger', src });
    document.body.append(frame);
  }, `${foreign.origin}/`);
  const other = await strangerAt(page, `${foreign.origin}/`);
  await other.evaluate(() => (window as unknown as { speak(): void }).speak());
  // The message of the page comes second. Only it is answered, to the origin of the page.
  await expectOnlyAnswer(page);
  expect(await heardBy(other)).toEqual([]);
});

/** Simulates Firefox with a frame without a referrer: the ancestor origin is "null". The property itself cannot be replaced. */
async function hideAncestor(page: Page): Promise<void> {
  await page.route('**/embed.js', async (route) => {
    const response = await route.fetch();
    const code = await response.text();
    const hidden = code.replaceAll('location.ancestorOrigins', '["null"]');
    expect(hidden).not.toBe(code);
    await route.fulfill({ response, body: hidden });
  });
}

test('the frame reads the model if the policy of the page forbids it', async ({ page, docs, expected }) => {
  expected.errors.push(/Content Security Policy|Fetch API cannot load/);
  const app = await docs.ours();
  await docs.show(`${script(app)}${mapTag('a')}`, {
    headers: {
      'access-control-allow-origin': '*',
      'content-security-policy': `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${app.origin}; frame-src ${app.origin}`,
    },
  });
  await expect(heatmapIn(frameOf(page, 'a'))).toHaveAttribute('data-state', 'ready');
});

test('a tag draws in a sandboxed page', async ({ page, docs }) => {
  const app = await docs.ours();
  const host = await docs.silent({
    '/boxed.html': `<!doctype html><title>Preview</title>${script(app)}${mapTag('a', '', `${app.origin}/samples/mnist-2by4-int8.tflite`)}`,
  });
  await docs.show(
    `<iframe id="preview" title="A preview" sandbox="allow-scripts" width="900" height="600" src="${host.origin}/boxed.html"></iframe>`,
  );
  const map = heatmapIn(page.frameLocator('#preview').frameLocator('#a iframe'));
  await expect(map).toHaveAttribute('data-state', 'ready');
});

/** The page requests a report of its frame `map`. The frame answers that request, and has answered no other. */
async function expectOnlyAnswer(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frame = (document.getElementById('map') as HTMLIFrameElement).contentWindow!;
    frame.postMessage({ prunescope: 1, type: 'report', id: 9 }, '*');
  });
  type Heard = { readonly type: string; readonly id?: number };
  const heard = () => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard);
  await expect
    .poll(async () => (await heard()).filter(({ type }) => type === 'report').map(({ id }) => id))
    .toEqual([9]);
}
