import type { Page } from '@playwright/test';
import { type Docs, mapTag, model, script, test, told } from '../support/docsPage';
import { slowServer } from '../support/modelServer';
import { expect } from '../support/pageObjects';

// A tag with a frame that sends no messages. The tests control the clock of the page: the time of a slow machine must not count.

/** A page in place of embed.html that only sends `ready`. The test sends the rest. */
const quietFrame = `<!doctype html><title>Quiet</title><script>
  function say(message) { parent.postMessage({ prunescope: 1, ...message }, '*'); }
  addEventListener('message', ({ data }) => { if (data.type === 'open') window.opened = data.id; });
  say({ type: 'ready' });
</script>`;

async function showQuietFrame(page: Page, docs: Docs): Promise<void> {
  const app = await docs.ours();
  const other = await docs.silent({ '/index.html': quietFrame });
  await stopClock(page);
  await docs.show(`${script(app)}${mapTag('a', `frame="${other.origin}/"`)}`);
  await inFrame(page, () => 'opened' in window);
}

/** From the next page on, time passes only with `runFor`. After `install` alone, it also passes by itself. */
async function stopClock(page: Page): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
}

/** Waits for a condition in the frame of the tag. */
async function inFrame(page: Page, isSo: () => boolean): Promise<void> {
  await expect.poll(() => page.frames().length).toBe(2);
  await expect.poll(() => page.frames()[1]!.evaluate(isSo)).toBe(true);
}

/** Sends a message from the frame, and waits until the page has received it. */
async function say(page: Page, message: { readonly type: string }): Promise<void> {
  await page.evaluate(() => {
    Object.assign(window, { hasHeard: false });
    addEventListener('message', () => Object.assign(window, { hasHeard: true }), { once: true });
  });
  await page.frames()[1]!.evaluate((spoken) => {
    const frame = window as unknown as { opened: number; say(message: object): void };
    frame.say({ of: frame.opened, ...spoken });
  }, message);
  await page.waitForFunction('hasHeard');
}

const load = { type: 'load', fragment: 'v=1&tensor=0:5', model: { name: 'm', bytes: 8 }, tensors: [] };

test('a frame that never draws is an error, and the fallback stays', async ({ page, docs }) => {
  await showQuietFrame(page, docs);
  await page.clock.runFor(19_000);
  expect(await told(page, 'error')).toEqual([]);
  await page.clock.runFor(2_000);
  const message = expect.stringContaining('sent no map, and nothing else for 20 seconds');
  await expect
    .poll(async () => (await told(page, 'error')).map(({ detail }) => detail))
    .toEqual([{ title: 'Prunescope', message }]);
  await expect(page.locator('#a').getByRole('alert')).toContainText('sent no map');
  await expect(page.getByText('A picture.')).toBeVisible();
  const report = page.locator('#a').evaluate((tag) => (tag as HTMLElement & { report(): Promise<unknown> }).report());
  await expect(report).rejects.toThrow('sent no map');
  // A late map is shown.
  await say(page, load);
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  await expect(page.locator('#a').getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('A picture.')).toBeHidden();
});

test('a frame that never answers is an error for each src', async ({ page, docs }) => {
  const app = await docs.ours();
  const other = await docs.silent({ '/index.html': '<!doctype html><title>Silent</title>' });
  await stopClock(page);
  await docs.show(`${script(app)}${mapTag('a', `frame="${other.origin}/"`)}`);
  await expect.poll(() => page.frames().length).toBe(2);
  await page.clock.runFor(21_000);
  await expect.poll(() => told(page, 'error')).toHaveLength(1);
  await page.locator('#a').evaluate((tag) => tag.setAttribute('src', 'models/m.tflite?next'));
  // The tag starts to wait when it has handled the new attribute.
  await expect(async () => {
    await page.clock.runFor(21_000);
    expect(await told(page, 'error')).toHaveLength(2);
    await expect(page.locator('#a').getByRole('alert')).toContainText('does not answer', { timeout: 1000 });
  }).toPass();
});

test('a slow frame that reports progress is not interrupted', async ({ page, docs }) => {
  await showQuietFrame(page, docs);
  for (let passed = 0; passed < 10; passed++) {
    await page.clock.runFor(15_000);
    await say(page, { type: 'progress' });
  }
  await say(page, load);
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  await page.clock.runFor(60_000);
  expect(await told(page, 'error')).toEqual([]);
});

test('a reader who cancels a slow model in the frame ends it with an error', async ({ page, docs, expected }) => {
  expected.errors.push(/ERR_/);
  const slow = await slowServer(model);
  const app = await docs.ours();
  expected.origins.push(slow.origin);
  await docs.show(`${script(app)}${mapTag('a')}`);
  await expect.poll(() => told(page, 'load')).toHaveLength(1);
  // Until the first map, the frame is hidden and the tag shows the progress.
  await page.locator('#a').evaluate((tag, src) => tag.setAttribute('src', src), slow.address);
  await page.locator('#a iframe').contentFrame().getByRole('button', { name: 'Cancel' }).click();
  await expect
    .poll(async () => (await told(page, 'error')).map(({ detail }) => detail))
    .toMatchObject([{ message: 'Opening was canceled.' }]);
  await slow.close();
});

test('the frame reports progress while a slow server sends the model', async ({ page, docs, expected }) => {
  expected.errors.push(/ERR_/);
  const slow = await slowServer(model);
  expected.origins.push(slow.origin);
  const app = await docs.ours();
  await page.clock.install();
  await docs.show(`<iframe id="map" title="A map" src="${app.origin}/embed.html"></iframe><script>
    window.heard = [];
    addEventListener('message', ({ data, source }) => {
      heard.push(data);
      const fragment = 'model=${encodeURIComponent(slow.address)}';
      if (data.type === 'ready') source.postMessage({ prunescope: 1, type: 'open', id: 7, fragment }, '*');
    });
  </script>`);
  const heard = () =>
    page.evaluate(() => (window as unknown as { heard: object[] }).heard.filter((one) => 'of' in one));
  await expect.poll(async () => (await heard())[0]).toEqual({ prunescope: 1, type: 'progress', of: 7 });
  await expect(page.frameLocator('#map').getByRole('progressbar')).toBeVisible();
  await page.clock.runFor(10_000);
  await expect.poll(async () => (await heard()).length).toBeGreaterThan(2);
  await slow.close();
  await expect.poll(async () => (await heard()).at(-1)).toMatchObject({ type: 'error', of: 7 });
  const count = (await heard()).length;
  // Then it is silent.
  await page.clock.runFor(10_000);
  // A later message is answered, so all messages before have arrived.
  await page.frames()[1]!.evaluate(() => parent.postMessage({ of: 'last' }, '*'));
  await expect.poll(async () => (await heard()).at(-1)).toEqual({ of: 'last' });
  expect(await heard()).toHaveLength(count + 1);
});
